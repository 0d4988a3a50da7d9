import type { Verdict } from "../../entities/vocabulary.ts";
import type { QaRow } from "../../qa/verdicts/qa-csv.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";

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

/** The QA samples of runs. */
export interface Samples {
  read(tenantId: string, runId: string, companyId: string): Promise<QaSampleCard | null>;
  recordVerdict(act: VerdictAct): Promise<VerdictResult>;
  stream(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
}
