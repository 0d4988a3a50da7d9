import type { ReplayResult } from "../../alerts/replay/replay.ts";
import type { RuleTest } from "../../alerts/replay/test-rule.ts";
import type { MeasuredResponse } from "../../alerts/reports/measure-response.ts";
import type { OwnRuleInput } from "../../alerts/settings/own-rule-store.ts";
import type { RuleView } from "../../alerts/settings/rule-view.ts";
import type { Clock } from "../../clock.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";
import type { Scope, Severity, Stage, VENDOR_NAMES } from "../../entities/vocabulary.ts";
import type { DeliveryReport } from "../../messages/delivery-health-store.ts";
import type { DeadLetterRow } from "../../observability/reads/dead-letter-read-store.ts";
import type { RunRecord } from "../../observability/reads/run-read-store.ts";
import type { ScoreRow } from "../../observability/reads/score-csv.ts";
import type { ShortlistStatus } from "../../observability/reads/shortlist-store.ts";
import type { QaRow } from "../../qa/qa-csv.ts";

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

/** What a caller asks of a run. */
export interface RunWish {
  readonly tenantId: string;
  /** Who asks, for the audit log. */
  readonly actor: string;
  readonly cap?: number;
  readonly only?: readonly Stage[];
  readonly skip?: readonly Stage[];
  /** Leaves out the stages that call these. */
  readonly skipVendors?: readonly (typeof VENDOR_NAMES)[number][];
  readonly companyConcurrency?: number;
  readonly resume?: string;
  readonly rerun?: {
    readonly runId: string;
    readonly stages?: readonly Stage[];
    readonly failedOnly?: boolean;
  };
}

/** Starts and ends runs. */
export interface RunControl {
  /** Throws InvalidInputError, NotFoundError or ConflictError. */
  start(wish: RunWish): Promise<{ readonly runId: string }>;
  /** What the run would do, as JSON; writes nothing. */
  preview(wish: RunWish): Promise<object>;
  /** Throws NotFoundError or ConflictError. */
  cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }): Promise<void>;
}

/** Who asks for a change of the rules. */
export interface RuleActor {
  readonly tenantId: string;
  readonly actor: string;
}

/** A change of a rule; what is left out stays. Null brings the rule's own back. */
export interface RuleChanges {
  readonly thresholds?: Readonly<Record<string, number | null>>;
  readonly severity?: Severity | null;
  readonly cooldownMinutes?: number | null;
  /** Of a rule of the tenant's own only. */
  readonly name?: string;
  readonly agentId?: string;
}

/** Reads and changes a tenant's alert rules. All throw NotFoundError or InvalidInputError. */
export interface RuleControl {
  list(tenantId: string): Promise<readonly RuleView[]>;
  read(tenantId: string, ruleId: string): Promise<RuleView>;
  create(by: RuleActor, input: OwnRuleInput): Promise<RuleView>;
  change(by: RuleActor, ruleId: string, changes: RuleChanges): Promise<RuleView>;
  toggle(by: RuleActor, ruleId: string, enabled: boolean): Promise<RuleView>;
  remove(by: RuleActor, ruleId: string): Promise<void>;
  test(tenantId: string, ruleId: string, thresholds: Record<string, number>): Promise<RuleTest>;
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
  readRunStats(tenantId: string, runId: string): Promise<RunRecord | null>;
  streamEvents(tenantId: string, runId: string): AsyncIterable<readonly RunEventLog[]>;
  streamQa(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
  listDeadLetters(tenantId: string, runId: string): Promise<readonly DeadLetterRow[]>;
  readonly runs: RunControl;
  /** The newest score of each of the tenant's companies. */
  streamLatestScores(tenantId: string): AsyncIterable<readonly ScoreRow[]>;
  readShortlist(tenantId: string): Promise<ShortlistStatus>;
  /**
   * Starts a run that only exports to Odoo, or finds the one under way (`created` is false). Throws ConflictError during
   * any other run, InvalidInputError without a connection.
   */
  startExport(
    tenantId: string,
    force: boolean,
  ): Promise<{ readonly runId: string; readonly created: boolean }>;
  /** How messages get to people, over all tenants. */
  readDelivery(): Promise<DeliveryReport>;
  /** How the tenant's alerts of the last `days` days were responded to. */
  readResponse(tenantId: string, days: number): Promise<MeasuredResponse>;
  readRunbook(id: string): Promise<Runbook | null>;
  readonly rules: RuleControl;
  /** Tries thresholds on the tenant's past nights. Throws NotFoundError or InvalidInputError. */
  replayThresholds(
    tenantId: string,
    wish: {
      readonly ruleId: string;
      readonly thresholds: Readonly<Record<string, number>>;
      readonly days: number;
    },
  ): Promise<ReplayResult>;
  listRunbooks(): Promise<readonly string[]>;
  audit(entry: { tenantId: string; actor: string; action: string; subject: string }): Promise<void>;
}
