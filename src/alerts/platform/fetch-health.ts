import type { HealthAnswer } from "../probes/probe.ts";

/** `/health` answers within two seconds whatever hangs. */
const ANSWER_TIMEOUT_MS = 3_000;
/** The largest answer that is read. */
const MOST_CHARACTERS = 100_000;

/** Asks `/health` which checks are down; null when nothing answers within three seconds. */
export async function fetchHealth(url: string): Promise<HealthAnswer | null> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return { status: response.status, down: readDown((await response.text()).slice(0, MOST_CHARACTERS)) };
  } catch {
    // The reason for a missing answer does not matter to a probe.
    return null;
  }
}

/** A proxy in front may answer something else than JSON, and then nothing is known about the checks. */
function readDown(text: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [];
  }
  const checks: unknown = typeof body === "object" && body !== null && "checks" in body ? body.checks : null;
  if (typeof checks !== "object" || checks === null) return [];
  return Object.entries(checks).flatMap(([name, check]: [string, unknown]) =>
    typeof check === "object" && check !== null && "status" in check && check.status === "down" ? [name] : [],
  );
}
