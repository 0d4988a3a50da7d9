import type { AlertCard } from "../../alerts/cards/alert-card.ts";
import type { AlertAct, AlertActResult } from "../../alerts/raising/alert-act.ts";
import type { Clock } from "../../clock.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";
import type { Role, Verdict } from "../../entities/vocabulary.ts";
import type { DeliveryHealth } from "../../messages/delivery-health.ts";
import type { RunRecord } from "../../observability/reads/run-read-store.ts";
import type { QaRow } from "../../qa/verdicts/qa-csv.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";
import type { ChecklistDesk } from "./checklists.ts";
import type { DrillDesk } from "./drills.ts";
import type { HomeAlert } from "./home-alert.ts";
import type { PeopleDesk } from "./people.ts";
import type { ThresholdWish } from "./preview-threshold.ts";
import type { RuleDesk } from "./rules.ts";
import type { RunbookName, RunbookText } from "./runbook-text.ts";
import type { RunDesk } from "./runs.ts";
import type { SilenceDesk } from "./silences.ts";

export interface BotLogger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** A run with what was measured of it. */
export type RunStats = Omit<RunRecord, "metrics">;

/** What a person thinks of an alert. */
export interface AlertFeedback extends AlertAct {
  readonly useful: boolean;
  readonly reason: string | null;
}

/** What a person says of a sampled company, having seen version `expectedVersion` of it. */
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

/** `conflict`: somebody else was faster, nothing was written, and `sample` is how it stands. */
export interface VerdictResult {
  readonly outcome: "recorded" | "conflict";
  readonly sample: QaSampleCard;
}

/** Something a person did or was refused. */
export interface AuditNote {
  readonly tenantId: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** How far messages are behind, and why. */
export interface DeliveryOverview extends DeliveryHealth {
  /** What receivers said of messages that did not get through, the most frequent first. */
  readonly problems: readonly {
    /** `slack`, or the notifier. */
    readonly target: string;
    readonly problem: string;
    readonly messages: number;
    /** The channel they were meant for, when they went to the fallback channel instead. */
    readonly movedFrom?: string;
  }[];
}

/** Everything the Slack shell asks of the rest. */
export interface BotDependencies {
  readonly clock: Clock;
  readonly logger: BotLogger;
  /** Where people reach the HTTP server, without a slash at the end. */
  readonly publicUrl: string;
  /** True the first time a key is seen; false for a request sent again. */
  claimDelivery(key: string): Promise<boolean>;
  countRefusal(reason: RefusalReason): void;
  listTenantsFor(slackUserId: string): Promise<readonly string[]>;
  /** Null when the person has no role for the tenant, or there is no such tenant. */
  roleOf(slackUserId: string, tenantId: string): Promise<Role | null>;
  /** A run by its id, or the newest one; null when there is none. */
  readRunStats(tenantId: string, ref: string): Promise<RunStats | null>;
  /** Ids of the newest runs, newest first. */
  listRecentRuns(tenantId: string, limit: number): Promise<readonly string[]>;
  acknowledgeAlert(act: AlertAct): Promise<AlertActResult>;
  resolveAlert(act: AlertAct): Promise<AlertActResult>;
  listOpenAlerts(tenantId: string): Promise<readonly HomeAlert[]>;
  /** The newest alerts, resolved ones included, newest first. */
  listAlerts(tenantId: string, limit: number): Promise<readonly HomeAlert[]>;
  /** An alert as its card shows it, by its id or the beginning of one; null when it is none, or several. */
  readAlertCard(tenantId: string, reference: string): Promise<AlertCard | null>;
  /** Keeps what somebody thinks of an alert; said again, it replaces what was said. */
  recordFeedback(feedback: AlertFeedback): Promise<void>;
  /** Notes in an alert's thread that somebody started a run from it. */
  noteRun(note: AlertAct & { readonly runId: string }): Promise<void>;
  /** Notes in the threads of a run's open alerts that somebody stopped it. */
  noteStop(note: Omit<AlertAct, "alertId"> & { readonly runId: string }): Promise<void>;
  readonly checklists: ChecklistDesk;
  readonly silences: SilenceDesk;
  readonly rules: RuleDesk;
  /** What a change of a threshold would have made of past nights, in words. Throws InvalidInputError. */
  previewThreshold(wish: ThresholdWish): Promise<string>;
  readonly runs: RunDesk;
  readonly drills: DrillDesk;
  readonly people: PeopleDesk;
  listRuns(tenantId: string, limit: number): Promise<readonly EnrichmentRun[]>;
  /** What happened in a run, in order. */
  streamEvents(tenantId: string, runId: string): AsyncIterable<readonly RunEventLog[]>;
  /** The zone a tenant's nights are counted in. */
  timezoneOf(tenantId: string): Promise<string>;
  readSample(tenantId: string, runId: string, companyId: string): Promise<QaSampleCard | null>;
  recordVerdict(act: VerdictAct): Promise<VerdictResult>;
  streamQa(tenantId: string, runId: string): AsyncIterable<readonly QaRow[]>;
  readRunbook(id: string): Promise<RunbookText | null>;
  listRunbooks(): Promise<readonly RunbookName[]>;
  readDeliveryHealth(): Promise<DeliveryOverview>;
  audit(note: AuditNote): Promise<void>;
}

/** Why a request at Slack's door was turned away. */
export type RefusalReason =
  | "too_large"
  | "missing_signature"
  | "bad_signature"
  | "stale_timestamp"
  | "future_timestamp"
  | "malformed"
  | "replayed";
