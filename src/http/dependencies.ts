import type { MeasuredResponse } from "../alerts/measure-response.ts";
import type { Clock } from "../clock.ts";
import type { EnrichmentRun } from "../entities/enrichment-run.ts";
import type { RunEventLog } from "../entities/run-event-log.ts";
import type { RunMetric } from "../entities/run-metric.ts";
import type { RunStageStat } from "../entities/run-stage-stat.ts";
import type { RunVendorUsage } from "../entities/run-vendor-usage.ts";
import type { Scope } from "../entities/vocabulary.ts";
import type { QaRow } from "../qa/qa-csv.ts";

/** Whoever presented a valid API key: a key belongs to one tenant. */
export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** Where a page of runs begins: right after this one, newest first. */
export interface RunCursor {
  readonly startedAt: Date;
  readonly runId: string;
}

/** A run with everything that was measured of it. */
export interface RunStats {
  readonly run: EnrichmentRun;
  readonly stages: readonly RunStageStat[];
  readonly vendors: readonly RunVendorUsage[];
  readonly metrics: readonly RunMetric[];
}

/** A page of the runbooks folder. */
export interface Runbook {
  readonly id: string;
  readonly title: string;
  readonly severity: string | null;
  readonly owner: string | null;
  readonly markdown: string;
}

/** What one check found; `detail` holds figures worth showing, and neither names nor addresses. */
export interface CheckResult {
  readonly status: "up" | "degraded" | "down";
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Something the service leans on. Without a critical one the service is unhealthy, else degraded. */
export interface HealthCheck {
  readonly name: string;
  readonly critical: boolean;
  check(): Promise<CheckResult>;
}

export interface HttpLogger {
  info(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Everything the HTTP shell asks of the rest. */
export interface HttpDependencies {
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly version: string;
  readonly startedAt: Date;
  readonly healthChecks: readonly HealthCheck[];
  /** Who the key belongs to; null when it is unknown, expired or revoked. */
  authenticate(token: string): Promise<Caller | null>;
  /** At most `limit` runs, newest first, after the cursor when one is given. */
  listRuns(tenantId: string, limit: number, after: RunCursor | null): Promise<readonly EnrichmentRun[]>;
  readRun(tenantId: string, runId: string): Promise<EnrichmentRun | null>;
  readRunStats(tenantId: string, runId: string): Promise<RunStats | null>;
  streamEvents(tenantId: string, runId: string): AsyncIterable<readonly RunEventLog[]>;
  streamQa(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
  /** How the tenant's alerts of the last `days` days were responded to. */
  readResponse(tenantId: string, days: number): Promise<MeasuredResponse>;
  readRunbook(id: string): Promise<Runbook | null>;
  listRunbooks(): Promise<readonly string[]>;
  audit(entry: { tenantId: string; actor: string; action: string; subject: string }): Promise<void>;
}
