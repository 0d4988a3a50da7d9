import { WORKER_AGENTS, type Worker } from "../../observability/heartbeat/heartbeat-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";

/** What this process remembers of an outage, over restarts, while the database cannot remember anything. */
export interface OutageMemory {
  /** Names the outage; travels with its messages, so that a lost answer can be made good. */
  readonly outageId: string;
  readonly since: string;
  /** `telling`: a message may be on its way · `told`: people know · `recovering`: the all-clear may be on its way. */
  readonly state: "telling" | "told" | "recovering";
}

/** What to do after a look at the database. */
export type WatchStep =
  | { readonly do: "nothing" }
  | { readonly do: "forget" }
  | { readonly do: "report_outage"; readonly memory: OutageMemory; readonly isDoubtful: boolean }
  | { readonly do: "report_recovery"; readonly memory: OutageMemory; readonly isDoubtful: boolean };

/** The time between two looks. */
export const LOOK_MS = 15_000;
/** Looks that must fail in a row before anybody is told, which is PL-21's duration: fewer may be a restart. */
export const FAILURES_TO_REPORT = 1 + (PLATFORM_RULE_TABLE["PL-21"].forDurationMinutes * 60_000) / LOOK_MS;

/** Processes after the first one wait for so many looks more, each: four minutes. */
const LOOKS_BETWEEN_TURNS = (4 * 60_000) / LOOK_MS;
/** So many processes tell of an outage at most, however many there are. */
const MOST_REPORTERS = 3;

/**
 * Which turn a process has to tell of an outage, from 0, by who was alive before it: bots first, since people read Slack,
 * then runners, in the same order for all of them. A bot without Slack is not among `workers`, and comes after those with it.
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
 * Looks that must fail before the process with this turn tells people. Nobody can ask whether the one before has told
 * them, or went down with the database: so the next one speaks as well, a while later, and only the first few do.
 */
export function failuresToReport(turn: number): number {
  return turn < MOST_REPORTERS ? FAILURES_TO_REPORT + turn * LOOKS_BETWEEN_TURNS : Number.POSITIVE_INFINITY;
}

/**
 * Decides after each look; `enough` failures in a row, the first of them at `since`, are told. `isDoubtful`: a message may
 * have been sent already, so look for it first. An outage that nobody was told of ends unheard.
 */
export function watchStep(
  memory: OutageMemory | null,
  look: { readonly isUp: boolean; readonly failures: number },
  { since, outageId, enough }: { readonly since: Date; readonly outageId: string; readonly enough: number },
): WatchStep {
  if (!look.isUp) {
    if (memory?.state === "told") return { do: "nothing" };
    // It was back, or about to be said to be back: the same outage goes on.
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

/** What people are told of an outage. */
export function outageText(cause: string, since: string): string {
  return `The database does not answer (${cause}), since ${since}. Nightshift cannot work or record alerts until it is back. Check that Postgres runs, that its disk is not full and that it takes connections.`;
}
