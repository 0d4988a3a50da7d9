import type { RunSnapshot } from "../rulebook/rule.ts";
import type { RunKey } from "./run-key.ts";

/** A run as rules see it, and whether a newer one replaced it. */
export interface RunEvidence {
  readonly snapshot: RunSnapshot;
  /** When a newer run of the same agent started, which is better evidence for what both show; null when there is none. */
  readonly supersededAt: Date | null;
}

/** The numbers that a tenant's rules are judged by. */
export interface RuleNumbers {
  readonly candidateFloor: number;
  readonly thresholds: Readonly<Record<string, number>>;
}

/** How much of the event log is read, which is by far the largest part of a run. */
export interface EvidenceDepth {
  /** The classes of failed items: no rule decides by them, but findings name them. */
  readonly errorClasses: boolean;
  /** Count all events of a run that has ended. */
  readonly reconcile: boolean;
}

/** Which runs are read, and how deep. */
export interface EvidenceRequest {
  readonly keys: readonly RunKey[];
  readonly numbersOf: (tenantId: string) => RuleNumbers;
  readonly depth: EvidenceDepth;
}
