import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { askForJob } from "../../database/jobs/job-outbox-store.ts";
import { findOdooConnection } from "../../database/tenants/odoo-connection-store.ts";
import { readTenant, type TenantSettings } from "../../database/tenants/tenant-store.ts";
import type { RunWish } from "../../entities/run-wish.ts";
import type { Stage } from "../../entities/stage-table.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import { MODEL_PRICES } from "../../observability/costs/price-charge.ts";
import { createTraceId, currentTraceId, withTrace } from "../../trace-context.ts";
import { VERSION } from "../../version.ts";
import { planBudgets } from "../budget/ledger/budgets.ts";
import { localDate } from "../record/local-date.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import { RUN_QUEUE } from "../record/run-queues.ts";
import type { RunRow } from "../record/run-row.ts";
import { findRun, findRunningRun, insertRun, isSecondRunningRun } from "../record/run-store.ts";
import { noteSelection } from "../record/selection-store.ts";
import { REASONS } from "../record/stage-reasons.ts";
import {
  consideredStages,
  type PlannedStage,
  planFreshRun,
  planInPlaceOf,
  planLaterRun,
} from "./plan-stages.ts";
import { measureTakeover, readEarlierStages, type Takeover, takeOver } from "./resume-store.ts";

/** A request for a run, and how it was triggered. */
export interface RunRequest extends Omit<RunWish, "actor" | "question"> {
  readonly trigger: "schedule" | "cli" | "http" | "slack";
  /** Also exports leads to Odoo that have not changed. */
  readonly forceExport?: boolean;
  /** See RunManifest. */
  readonly secondTryOf?: string;
}

export interface StartDependencies {
  readonly database: Database;
  readonly environment: Environment;
  readonly clock: Clock;
}

/** The plan of a run before it begins. */
export interface RunPlan {
  readonly tenant: TenantSettings;
  readonly manifest: RunManifest;
  readonly stages: readonly PlannedStage[];
  /** Null if the run selects its own companies. */
  readonly takeover: Takeover | null;
}

/**
 * Creates the run and requests its first job, in one transaction that also includes `also`; any free runner takes it from
 * there. Throws NotFoundError, InvalidInputError, or ConflictError while a run of the tenant is in progress.
 */
export async function startRun(
  dependencies: StartDependencies,
  request: RunRequest,
  also?: (transaction: Transaction, run: RunRow) => Promise<void>,
): Promise<RunRow> {
  const { database } = dependencies;
  const tenant = await readTenant(database, request.tenantId);
  try {
    return await database.withTenant(tenant.tenantId, async (transaction) => {
      const run = await startRunWithin(transaction, dependencies, tenant, request);
      await also?.(transaction, run);
      return run;
    });
  } catch (error) {
    // Another run began after we checked.
    throw isSecondRunningRun(error) ? underWay(tenant, "A run", error) : error;
  }
}

/**
 * The same in an open transaction: the run exists only once that commits. If another run of the tenant begins at the same
 * moment, Postgres's unique violation is thrown as it is.
 */
export async function startRunWithin(
  transaction: Transaction,
  { environment, clock }: Pick<StartDependencies, "environment" | "clock">,
  tenant: TenantSettings,
  request: Omit<RunRequest, "tenantId">,
): Promise<RunRow> {
  const running = await findRunningRun(transaction);
  if (running !== null) throw underWay(tenant, `Run ${running}`);
  const plan = await planRun({ environment }, transaction, tenant, request);
  return insertPlanned(transaction, plan, request.trigger, clock());
}

function underWay({ tenantId }: TenantSettings, what: string, cause?: unknown): ConflictError {
  return new ConflictError(`${what} of ${tenantId} is in progress. Wait for its end, or cancel it first.`, {
    cause,
  });
}

/** Plans the run, without writing anything. */
export async function planRun(
  { environment }: Pick<StartDependencies, "environment">,
  transaction: Transaction,
  tenant: TenantSettings,
  request: Omit<RunRequest, "tenantId">,
): Promise<RunPlan> {
  if (!tenant.active)
    throw new InvalidInputError("tenant", `${tenant.tenantId} is inactive and runs no nights`);
  requirePositive("cap", request.cap);
  requirePositive("companyConcurrency", request.companyConcurrency);
  if (request.resume !== undefined && request.rerun !== undefined)
    throw new InvalidInputError("resume", "and rerun exclude each other");
  const { policy } = tenant;
  const most = Math.min(
    request.cap ?? Number.POSITIVE_INFINITY,
    policy.dailyCap,
    environment.SCHED_DAILY_CAP_PER_TENANT,
  );
  const {
    takeover,
    stages,
    cap = most,
  } = (await planLater(transaction, request, most)) ?? { takeover: null, stages: planFreshRun(request) };
  const only = request.only ?? request.rerun?.stages;
  if (only?.includes("export_odoo") === true && (await findOdooConnection(transaction)) === null) {
    throw new InvalidInputError(
      request.only === undefined ? "stages" : "only",
      `${tenant.tenantId} has no active Odoo connection to export to. Add one with \`node_modules/.bin/nightshift tenants odoo\`.`,
    );
  }
  const { companyConcurrency } = request;
  const manifest: RunManifest = {
    skip: stages.filter(({ status }) => status === "skipped").map(({ stage }) => stage),
    cap,
    candidateFloor: policy.candidateFloor,
    budgets: planBudgets(environment, policy),
    openaiModel: environment.OPENAI_MODEL,
    ...(companyConcurrency !== undefined && { companyConcurrency }),
    ...(only !== undefined && { only: takeover === null ? only : withoutDone(only, stages, takeover) }),
    ...(takeover !== null && {
      resumedFrom: {
        runId: takeover.runId,
        failedOnly: takeover.failedOnly,
        stages: stages.filter(({ status }) => status === "pending").map(({ stage }) => stage),
      },
    }),
    ...(environment.OPENAI_FALLBACK_MODEL !== undefined && {
      openaiFallbackModel: environment.OPENAI_FALLBACK_MODEL,
    }),
    ...(request.secondTryOf !== undefined && { secondTryOf: request.secondTryOf }),
    ...(request.forceExport === true && { forceExport: true }),
    version: VERSION,
    versions: { node: process.version, prices: MODEL_PRICES },
  };
  return { tenant, manifest, stages, takeover };
}

/** Stages asked for by name, without those that the earlier run already did: leaving these out degrades nothing. */
function withoutDone(only: readonly Stage[], stages: readonly PlannedStage[], { runId }: Takeover): Stage[] {
  const done = REASONS.doneBefore(runId);
  return only.filter((name) => !stages.some(({ stage, reason }) => stage === name && reason === done));
}

/** Null if the request does not resume or rerun an earlier run. */
async function planLater(
  transaction: Transaction,
  request: Omit<RunRequest, "tenantId">,
  limit: number,
): Promise<{
  readonly takeover: Takeover | null;
  readonly stages: PlannedStage[];
  readonly cap?: number;
} | null> {
  const runId = request.resume ?? request.rerun?.runId;
  if (runId === undefined) return null;
  const earlier = await findRun(transaction, runId);
  if (earlier === null) throw new NotFoundError("run", runId);
  // Only a dry run gets here: a real run was refused earlier.
  if (earlier.status === "running")
    throw new ConflictError(`Run ${runId} is still in progress. Wait for its end.`);
  if (request.resume !== undefined && earlier.status === "succeeded") {
    throw new ConflictError(
      `Run ${runId} succeeded: there is nothing to resume. Rerun a stage of it instead.`,
    );
  }
  const earlierStages = await readEarlierStages(transaction, runId);
  const { stages: named } = request.rerun ?? {};
  const failedOnly = request.rerun !== undefined && (request.rerun.failedOnly ?? named === undefined);
  const considered = consideredStages(earlierStages);
  const takeover: Takeover = {
    runId,
    considered: named === undefined ? considered : considered.filter((stage) => named.includes(stage)),
    stages: named ?? null,
    failedOnly,
    limit,
  };
  const { companies, open, firstPlace } = await measureTakeover(transaction, takeover);
  if (companies === 0 && request.resume !== undefined) {
    // The earlier run ended before it selected any companies.
    const cap = request.cap === undefined ? Math.min(limit, earlier.manifest.cap) : limit;
    return { takeover: null, stages: planInPlaceOf(earlierStages, request), cap };
  }
  const stages = planLaterRun(
    { runId, stages: earlierStages },
    { ...request, failedOnly, ...(named !== undefined && { stages: named }) },
    firstPlace,
  );
  const pending = stages.filter(({ status }) => status === "pending").map(({ stage }) => stage);
  const isIdle = named === undefined && open === 0 && !pending.includes("qa_sample");
  if (companies === 0 || isIdle) {
    throw new ConflictError(
      `Run ${runId} left no company that ${failedOnly ? "failed" : "has anything left to do"}.`,
    );
  }
  if (pending.length === 0) {
    throw new ConflictError(
      `Run ${runId} left nothing to do in the requested stages. Name others, or rerun a stage by its name.`,
    );
  }
  return { takeover, stages };
}

function requirePositive(field: string, value: number | undefined): void {
  if (value !== undefined && (!Number.isInteger(value) || value < 1)) {
    throw new InvalidInputError(field, "must be a whole number from 1");
  }
}

async function insertPlanned(
  transaction: Transaction,
  { tenant, manifest, stages, takeover }: RunPlan,
  trigger: RunRequest["trigger"],
  startedAt: Date,
): Promise<RunRow> {
  const run: RunRow = {
    tenantId: tenant.tenantId,
    runId: randomUUID(),
    runDate: localDate(startedAt, tenant.timezone),
    traceId: currentTraceId() ?? createTraceId(),
    status: "running",
    startedAt,
    manifest,
  };
  await insertRun(transaction, { ...run, trigger, stages });
  if (takeover !== null) {
    const pending = stages.filter(({ status }) => status === "pending").map(({ stage }) => stage);
    await takeOver(transaction, run, takeover, { pending, at: startedAt });
    await noteSelection(transaction, run.runId);
  }
  await withTrace(run.traceId, () =>
    askForJob(transaction, run.tenantId, RUN_QUEUE, { tenantId: run.tenantId, runId: run.runId }),
  );
  return run;
}
