import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";
import type { DeadLetterRow } from "../../observability/reads/dead-letter-read-store.ts";
import type { FollowedTrace } from "../../observability/reads/follow-trace.ts";
import type { LatestRun, RunQuery, RunRecord } from "../../observability/reads/run-read-store.ts";
import type { QaRow } from "../../qa/verdicts/qa-csv.ts";

/** The run after which a page of runs begins, newest first. */
export interface RunCursor {
  readonly startedAt: Date;
  readonly runId: string;
}

/** Reads a tenant's runs. */
export interface RunPort {
  /** Newest first, after the cursor when one is given. */
  list(query: RunQuery): Promise<readonly EnrichmentRun[]>;
  read(tenantId: string, runId: string): Promise<EnrichmentRun | null>;
  /** The id of the run that a word for the latest stands for; null if there is none. */
  findLatest(tenantId: string, latest: LatestRun): Promise<string | null>;
  readStats(tenantId: string, runId: string): Promise<RunRecord | null>;
  streamEvents(tenantId: string, runId: string): AsyncIterable<readonly RunEventLog[]>;
  streamQa(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
  /** Everything that happened under a trace of the tenant, in order; empty if there is nothing. */
  followTrace(
    tenantId: string,
    which: { readonly traceId: string; readonly limit: number },
  ): Promise<FollowedTrace>;
  listDeadLetters(tenantId: string, runId: string): Promise<readonly DeadLetterRow[]>;
}
