import { WORKER_AGENTS, type Worker } from "../../observability/heartbeat/heartbeat-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";

/** What this process remembers about an outage, across restarts, while the database is unreachable. */
export interface Outage {
  /** Identifies the outage; sent along with its messages, so that one whose answer was lost can be found. */
  readonly outageId: string;
  readonly since: string;
  /** `telling`: a report may have been sent · `told`: people know · `recovering`: the all-clear may have been sent. */
  readonly state: "telling" | "told" | "recovering";
}

/** What to do after a check of the database. */
export type WatchStep =
  | { readonly do: "nothing" }
  | { readonly do: "forget" }
  | { readonly do: "report_outage"; readonly memory: Outage; readonly isDoubtful: boolean }
  | { readonly do: "report_recovery"; readonly memory: Outage; readonly isDoubtful: boolean };

/** The time between two checks. */
export const LOOK_MS = 15_000;
/** Consecutive failed checks before an outage is reported, which is PL-21's duration: fewer may be a restart. */
export const FAILURES_TO_REPORT = 1 + (PLATFORM_RULE_TABLE["PL-21"].forDurationMinutes * 60_000) / LOOK_MS;

/** Each further process waits for this many more checks: four minutes. */
const LOOKS_BETWEEN_TURNS = (4 * 60_000) / LOOK_MS;
/** At most this many processes report an outage. */
const MOST_REPORTERS = 3;

/**
 * A process's turn to report an outage, from 0, by who was alive before it: bots first, since people read Slack, then
 * runners, in the same order for all of them. A bot without Slack is not among `workers`, and comes after those with it.
 */
export function turnOf(
  workers: readonly Pick<Worker, "workerId" | "agentId">[],
  ownId: string | null,
): number {
  const idsOf = (wanted: string) =>
    workers
      .filter(({ agentId }) => agentId === wanted)
      .map(({ workerId }) => workerId)
      .sort();
  const bots = idsOf(WORKER_AGENTS.bot);
  const place = ownId === null ? -1 : [...bots, ...idsOf(WORKER_AGENTS.runner)].indexOf(ownId);
  return place === -1 ? bots.length : place;
}

/**
 * Failed checks before the process with this turn reports an outage. It cannot know whether the process before it has
 * reported it, or went down with the database; so the next one reports it too, a while later, and only the first few do.
 */
export function failuresToReport(turn: number): number {
  return turn < MOST_REPORTERS ? FAILURES_TO_REPORT + turn * LOOKS_BETWEEN_TURNS : Number.POSITIVE_INFINITY;
}

/**
 * Decides after each check; `enough` consecutive failures, the first of them at `since`, are reported. `isDoubtful`: a
 * message may have been sent already, so look for it first. The end of an outage that was not reported is not reported.
 */
export function watchStep(
  memory: Outage | null,
  look: { readonly isUp: boolean; readonly failures: number },
  { since, outageId, enough }: { readonly since: Date; readonly outageId: string; readonly enough: number },
): WatchStep {
  if (!look.isUp) {
    if (memory?.state === "told") return { do: "nothing" };
    // It was back, and the all-clear may have been sent: the same outage continues.
    if (memory?.state === "recovering") return { do: "nothing" };
    if (memory !== null) return { do: "report_outage", memory, isDoubtful: true };
    if (look.failures < enough) return { do: "nothing" };
    return {
      do: "report_outage",
      memory: { outageId, since: since.toISOString(), state: "telling" },
      isDoubtful: false,
    };
  }
  if (memory === null) return { do: "nothing" };
  if (memory.state === "telling") return { do: "forget" };
  return { do: "report_recovery", memory, isDoubtful: memory.state === "recovering" };
}

/** The text that reports an outage. */
export function outageText(cause: string, since: string): string {
  return `The database does not answer (${cause}), since ${since}. Nightshift cannot work or record alerts until it is back. Check that Postgres is running, that its disk is not full and that it accepts connections.`;
}
