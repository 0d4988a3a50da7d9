import { errorCode } from "../../../errors.ts";
import { createLook } from "../../kit/create-look.ts";
import type { CheckResult, HealthCheck } from "../../ports/service-port.ts";

/** All is well, something that can wait is not, or the service cannot do its work. */
export type HealthStatus = "healthy" | "degraded" | "unhealthy";

type TimedResult = CheckResult & { readonly latencyMs: number };

export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, TimedResult>>;
}

/** Longest a check may take before it counts as down, in milliseconds: the whole answer is due within two seconds. */
export const CHECK_TIMEOUT_MS = 1_500;

/** Asks all checks at once; one that throws or stays silent is down. */
export async function reportHealth(
  checks: readonly HealthCheck[],
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<HealthReport> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const started = performance.now();
      const latency = () => Math.round(performance.now() - started);
      return { check, result: await settle(check, timeoutMs, latency) };
    }),
  );
  return {
    status: healthStatus(
      results.map(({ check, result }) => ({ critical: check.critical, status: result.status })),
    ),
    checks: Object.fromEntries(results.map(({ check, result }) => [check.name, result])),
  };
}

/** The whole from its parts: unhealthy when something critical is down, degraded when anything is less than up. */
export function healthStatus(
  checks: readonly { critical: boolean; status: CheckResult["status"] }[],
): HealthStatus {
  if (checks.some(({ critical, status }) => critical && status === "down")) return "unhealthy";
  return checks.every(({ status }) => status === "up") ? "healthy" : "degraded";
}

/** What a check said last, and how long it took to say it. Whoever asks, a check costs one look in two seconds. */
const lookAt = createLook(async (check: HealthCheck): Promise<TimedResult> => {
  const started = performance.now();
  try {
    const result = await check.check();
    return { ...result, latencyMs: Math.round(performance.now() - started) };
  } catch (error) {
    const latencyMs = Math.round(performance.now() - started);
    return { status: "down", detail: { error_code: errorCode(error) }, latencyMs };
  }
});

async function settle(check: HealthCheck, timeoutMs: number, latency: () => number): Promise<TimedResult> {
  const { promise: silence, resolve } = Promise.withResolvers<TimedResult>();
  const timer = setTimeout(
    () => resolve({ status: "down", detail: { error_code: "timeout" }, latencyMs: latency() }),
    timeoutMs,
  );
  try {
    return await Promise.race([lookAt(check), silence]);
  } finally {
    clearTimeout(timer);
  }
}
