import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Database } from "../database/database.ts";
import { askForJob } from "../database/queue.ts";
import { readTenant } from "../database/tenant-store.ts";
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
}

/**
 * Writes the run and asks for its first job, in one transaction; whichever runner is free takes it from there.
 * Throws NotFoundError, InvalidInputError, or ConflictError while a run of the tenant is under way.
 */
export async function startRun(
  dependencies: { readonly database: Database; readonly environment: Environment; readonly clock: Clock },
  request: RunRequest,
): Promise<RunRow> {
  const { database, environment, clock } = dependencies;
  const tenant = await readTenant(database, request.tenantId);
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
  const underWay = (runId: string | null, cause?: unknown) =>
    new ConflictError(
      `${runId === null ? "A run" : `Run ${runId}`} of ${tenant.tenantId} is under way. Wait for its end, or stop it first.`,
      { cause },
    );
  const write = database.withTenant(tenant.tenantId, async (transaction) => {
    const running = await findRunningRun(transaction);
    if (running !== null) throw underWay(running);
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
  });
  try {
    await write;
  } catch (error) {
    // Another one began after we had looked.
    throw isSecondRunningRun(error) ? underWay(null, error) : error;
  }
  return run;
}
