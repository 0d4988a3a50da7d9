import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Database, Transaction } from "../database/database.ts";
import { askForJob } from "../database/queue.ts";
import { readTenant, type TenantSettings } from "../database/tenant-store.ts";
import type { Stage } from "../entities/vocabulary.ts";
import { ConflictError, InvalidInputError } from "../errors.ts";
import { createTraceId } from "../trace-context.ts";
import { VERSION } from "../version.ts";
import { planBudgets } from "./budgets.ts";
import { localDate } from "./local-date.ts";
import { PIPELINE } from "./pipeline.ts";
import { RUN_QUEUE } from "./queues.ts";
import type { RunManifest } from "./run-manifest.ts";
import { findRunningRun, insertRun, isSecondRunningRun, type RunRow } from "./run-store.ts";

/** What somebody asks of a run. */
export interface RunRequest {
  readonly tenantId: string;
  readonly trigger: "schedule" | "cli" | "http" | "slack";
  /** The most companies; the tenant's policy and the environment's ceiling still hold. */
  readonly cap?: number;
  readonly skip?: readonly Stage[];
  readonly forceExport?: boolean;
}

/**
 * Writes the run and asks for its first job, in one transaction; whichever runner is free takes it from there.
 * Throws NotFoundError, InvalidInputError, or ConflictError while a run of the tenant is under way.
 */
export async function startRun(
  dependencies: { readonly database: Database; readonly environment: Environment; readonly clock: Clock },
  request: RunRequest,
): Promise<RunRow> {
  const { database } = dependencies;
  const tenant = await readTenant(database, request.tenantId);
  try {
    return await database.withTenant(tenant.tenantId, (transaction) =>
      startRunWithin(transaction, dependencies, tenant, request),
    );
  } catch (error) {
    // Another one began after we had looked.
    throw isSecondRunningRun(error) ? underWay(tenant, "A run", error) : error;
  }
}

/**
 * The same in a transaction that is open already: the run exists only if that is committed. When another run of the
 * tenant begins at the same moment, what Postgres says of it is thrown as it is.
 */
export async function startRunWithin(
  transaction: Transaction,
  { environment, clock }: { readonly environment: Environment; readonly clock: Clock },
  tenant: TenantSettings,
  request: Omit<RunRequest, "tenantId">,
): Promise<RunRow> {
  if (!tenant.active)
    throw new InvalidInputError("tenant", `${tenant.tenantId} is inactive and runs no nights`);
  if (request.cap !== undefined && (!Number.isInteger(request.cap) || request.cap < 1)) {
    throw new InvalidInputError("cap", "must be a whole number from 1");
  }
  const skip = request.skip ?? [];
  const hasCompanyWork = PIPELINE.some(({ stage, work }) => work.unit === "company" && !skip.includes(stage));
  if (skip.includes("select_targets") && hasCompanyWork) {
    throw new InvalidInputError(
      "skip",
      "without select_targets the other stages have no companies; leave those out too, or keep it",
    );
  }
  const { policy, timezone } = tenant;
  const startedAt = clock();
  const manifest: RunManifest = {
    skip,
    cap: Math.min(
      request.cap ?? Number.POSITIVE_INFINITY,
      policy.dailyCap,
      environment.SCHED_DAILY_CAP_PER_TENANT,
    ),
    candidateFloor: policy.candidateFloor,
    budgets: planBudgets(environment, policy),
    openaiModel: environment.OPENAI_MODEL,
    ...(environment.OPENAI_FALLBACK_MODEL !== undefined && {
      openaiFallbackModel: environment.OPENAI_FALLBACK_MODEL,
    }),
    ...(request.forceExport === true && { forceExport: true }),
    version: VERSION,
  };
  const run: RunRow = {
    tenantId: tenant.tenantId,
    runId: randomUUID(),
    runDate: localDate(startedAt, timezone),
    traceId: createTraceId(),
    status: "running",
    startedAt,
    manifest,
  };
  const running = await findRunningRun(transaction);
  if (running !== null) throw underWay(tenant, `Run ${running}`);
  await insertRun(transaction, {
    ...run,
    trigger: request.trigger,
    stages: PIPELINE.map(({ stage }) =>
      manifest.skip.includes(stage)
        ? { stage, status: "skipped", reason: "left out on request" }
        : { stage, status: "pending", reason: null },
    ),
  });
  await askForJob(transaction, run.tenantId, RUN_QUEUE, { tenantId: run.tenantId, runId: run.runId });
  return run;
}

function underWay({ tenantId }: TenantSettings, what: string, cause?: unknown): ConflictError {
  return new ConflictError(`${what} of ${tenantId} is under way. Wait for its end, or stop it first.`, {
    cause,
  });
}
