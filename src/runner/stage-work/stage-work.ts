import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { TenantPolicy } from "../../config/tenant-policy.ts";
import type { Queryable } from "../../database/batch.ts";
import type { Secrets } from "../../database/create-secrets.ts";
import type { Database, Transaction } from "../../database/database.ts";
import type { Outcome } from "../../entities/vocabulary.ts";
import type { LogFields } from "../../logger.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import type { RunBudget } from "../budget/run-budget.ts";
import type { RunDegradations } from "../calls/run-degradations.ts";
import type { RunVendors } from "../calls/run-vendors.ts";
import type { Crawler } from "../crawler/crawler.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import type { TargetCompany } from "../record/target-company.ts";

/** The run a piece of work belongs to. */
export interface RunContext extends RunIdentity {
  readonly manifest: RunManifest;
  readonly policy: TenantPolicy;
  readonly vendors: RunVendors;
  readonly budget: RunBudget;
  readonly degradations: RunDegradations;
  /** Aborted when the process stops, the run is cancelled, or the work has been given to another process. */
  readonly signal: AbortSignal;
  /** Aborted when the run was ended, but companies in progress may still finish: begin nothing new. */
  readonly draining: AbortSignal;
  /** Aborted when results of the run should no longer be stored: the process stops, or the run is cancelled. */
  readonly storing: AbortSignal;
}

/** What the stages work with, created once per process. */
export interface StageDependencies {
  readonly database: Database;
  readonly recorder: Recorder;
  readonly crawler: Crawler;
  readonly secrets: Secrets;
  readonly environment: Environment;
  readonly clock: Clock;
}

/** The outcome of an item. */
interface Fared {
  readonly outcome: Outcome;
  /** Why, unless it succeeded (src/entities/skip-codes.ts lists the reasons to skip). */
  readonly code?: string;
}

/** The outcome of a run's work, and what to write: `save` runs in the transaction that records the outcome. */
export interface WorkResult extends Fared {
  /** What people should know about a stage that succeeded. */
  readonly note?: string;
  readonly save?: (transaction: Transaction) => Promise<void>;
}

/** The same for one company; `save` must issue all its statements at once, since they go out in one batch with the outcome. */
export interface CompanyResult extends Fared {
  readonly save?: (batch: Queryable) => Promise<unknown>;
  /** What the log says of it once it is stored. */
  readonly told?: Pick<LogFields, "action" | "odooModel" | "odooRecordId" | "confidence">;
}

/** A stage that works on one company at a time. May throw: the engine records it as that company's error. */
export type CompanyWork = (
  run: RunContext,
  company: TargetCompany,
  dependencies: StageDependencies,
) => Promise<CompanyResult>;

/** A stage that is one piece of work for the whole run. */
export type RunWork = (run: RunContext, dependencies: StageDependencies) => Promise<WorkResult>;

/** Null if a stage can be done tonight; otherwise the reason why not (a vendor without a key, no connection). */
export type Precondition = (run: RunContext, dependencies: StageDependencies) => Promise<string | null>;

/** Runs before a stage's first company: decides how much there is to do and what the budgets allow. Repeated if its job is. */
export type Preparation = (run: RunContext, dependencies: StageDependencies) => Promise<void>;
