import { PLATFORM_RULE_TABLE } from "../alerts/platform-rules.ts";

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
  | { readonly do: "tell_outage"; readonly memory: OutageMemory; readonly isDoubtful: boolean }
  | { readonly do: "tell_recovery"; readonly memory: OutageMemory; readonly isDoubtful: boolean };

/** The time between two looks. */
export const LOOK_MS = 15_000;
/** Looks that must fail in a row before anybody is told, which is PL-21's duration: fewer may be a restart. */
export const FAILURES_TO_TELL = 1 + (PLATFORM_RULE_TABLE["PL-21"].forDurationMinutes * 60_000) / LOOK_MS;

/**
 * Decides after each look. `isDoubtful`: a message may have been sent already, so look for it first. An outage that
 * nobody was told of ends unheard.
 */
export function watchStep(
  memory: OutageMemory | null,
  look: { readonly isUp: boolean; readonly failures: number },
  {
    now,
    outageId,
    failuresToTell = FAILURES_TO_TELL,
  }: { readonly now: Date; readonly outageId: string; readonly failuresToTell?: number | undefined },
): WatchStep {
  if (!look.isUp) {
    if (memory?.state === "told") return { do: "nothing" };
    // It was back, or about to be said to be back: the same outage goes on.
    if (memory?.state === "recovering") return { do: "nothing" };
    if (memory !== null) return { do: "tell_outage", memory, isDoubtful: true };
    if (look.failures < failuresToTell) return { do: "nothing" };
    return {
      do: "tell_outage",
      memory: { outageId, since: now.toISOString(), state: "telling" },
      isDoubtful: false,
    };
  }
  if (memory === null) return { do: "nothing" };
  if (memory.state === "telling") return { do: "forget" };
  return { do: "tell_recovery", memory, isDoubtful: memory.state === "recovering" };
}

/** What people are told of an outage. */
export function outageText(cause: string, since: string): string {
  return `The database does not answer (${cause}), since ${since}. Nightshift cannot work or record alerts until it is back. Check that Postgres runs, that its disk is not full and that it takes connections.`;
}
