import type { Verdict } from "../../entities/vocabulary.ts";
import type { QaRow } from "../../qa/verdicts/qa-csv.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";
import type { QueueState } from "../../qa/verdicts/queue-state.ts";

/** A person's verdict on a sampled company whose version `expectedVersion` they saw. */
export interface VerdictAct {
  readonly tenantId: string;
  readonly runId: string;
  readonly companyId: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly notes: string | null;
  readonly actor: string;
  readonly expectedVersion: number;
  readonly now: Date;
}

/** `conflict`: somebody else was faster, nothing was written, and `sample` is how it stands now. */
export interface VerdictResult {
  readonly outcome: "recorded" | "conflict";
  readonly sample: QaSampleCard;
}

/** Notes on a sampled company without a verdict, or on the verdict that counts. */
export type NotesAct = Omit<VerdictAct, "verdict" | "reason">;

/** A person's wish to take their verdict back, on the version of the sample they saw. */
export type TakeBackAct = Omit<VerdictAct, "verdict" | "reason" | "notes">;

/** `refused`: the verdict is not theirs, or too old to be taken back. */
export interface TakeBackResult {
  readonly outcome: "taken_back" | "conflict" | "refused";
  readonly sample: QaSampleCard;
}

/** A person who reviews, and when. */
export interface Reviewer {
  readonly slackUserId: string;
  readonly now: Date;
}

/** The QA samples of runs. */
export interface Samples {
  read(tenantId: string, runId: string, companyId: string): Promise<QaSampleCard | null>;
  recordVerdict(act: VerdictAct): Promise<VerdictResult>;
  addNotes(act: NotesAct): Promise<VerdictResult>;
  takeBack(act: TakeBackAct): Promise<TakeBackResult>;
  /** The next sample of the tenants that waits for a verdict, reserved for the person; null when there is none for them. */
  takeNext(tenantIds: readonly string[], reviewer: Reviewer): Promise<QaSampleCard | null>;
  readQueue(tenantIds: readonly string[], reviewer: Reviewer): Promise<readonly QueueState[]>;
  stream(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
}
