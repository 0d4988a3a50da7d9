import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";
import type { DeadLetterRow } from "../../observability/reads/dead-letter-read-store.ts";
import type { FollowedTrace } from "../../observability/reads/follow-trace.ts";
import type { LatestRun, RunQuery, RunRecord } from "../../observability/reads/run-read-store.ts";
import type { QaRow } from "../../qa/verdicts/qa-csv.ts";

/** Where a page of runs begins: right after this one, newest first. */
export interface RunCursor {
  readonly startedAt: Date;
  readonly runId: string;
}

/** Reads a tenant's runs. */
export interface RunPort {
  /** Newest first, after the cursor when one is given. */
  list(query: RunQuery): Promise<readonly EnrichmentRun[]>;
  read(tenantId: string, runId: string): Promise<EnrichmentRun | null>;
  /** The id of the run that one of the words for the latest means; null when there is none. */
  findLatest(tenantId: string, latest: LatestRun): Promise<string | null>;
  readStats(tenantId: string, runId: string): Promise<RunRecord | null>;
  streamEvents(tenantId: string, runId: string): AsyncIterable<readonly RunEventLog[]>;
  streamQa(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
  /** Everything that happened to the tenant under a trace, in order; no steps when it knows none. */
  followTrace(
    tenantId: string,
    which: { readonly traceId: string; readonly limit: number },
  ): Promise<FollowedTrace>;
  listDeadLetters(tenantId: string, runId: string): Promise<readonly DeadLetterRow[]>;
}
