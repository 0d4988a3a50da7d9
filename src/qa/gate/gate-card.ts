import type { ExportGate } from "../../entities/export-gate.ts";
import type { NightCounts } from "./weigh-night.ts";

/** A night whose leads wait, or waited, for people, and what they need to decide. */
export interface GateCard {
  readonly gate: Readonly<ExportGate>;
  readonly startedAt: Date;
  /** What is known of the leads that are still held. */
  readonly night: NightCounts;
  /** The leads that are still held, those that people failed first, then those that failed a check; at most MOST_LISTED. */
  readonly held: readonly HeldLead[];
}

export interface HeldLead {
  readonly companyId: string;
  readonly companyName: string;
  /** Why it may not be good: `fail` by a person, `check` by an automatic check; null when nothing speaks against it. */
  readonly against: "fail" | "check" | null;
}

/** As many as a menu of Slack's takes. */
export const MOST_LISTED = 100;
