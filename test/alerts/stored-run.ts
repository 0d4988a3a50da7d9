import { randomUUID } from "node:crypto";
import type { Database } from "../../src/database/database.ts";
import type { Stage } from "../../src/entities/stage-table.ts";
import type { RunStatus, StageStatus, Verdict } from "../../src/entities/vocabulary.ts";
import { insertEvents } from "../../src/observability/events/event-store.ts";
import { createRunEvent, itemFinished } from "../../src/observability/events/run-event.ts";

/** A run to be written: a full scheduled night that ended well, but for what is given. */
export interface StoredRun {
  readonly tenantId: string;
  readonly startedAt: Date;
  readonly endedAt?: Date | null;
  readonly status?: RunStatus;
  readonly trigger?: string;
  readonly manifest?: object;
  readonly traceUrl?: string | null;
  readonly stages?: Partial<Record<Stage, StoredStage>>;
  readonly vendors?: Readonly<Record<string, StoredVendor>>;
  readonly metrics?: Readonly<Record<string, number | null>>;
  /** Failed items by stage and error code. */
  readonly errors?: Partial<Record<Stage, Readonly<Record<string, number>>>>;
}

interface StoredStage {
  readonly status?: StageStatus;
  readonly success?: number;
  readonly error?: number;
  readonly blocked?: number;
  /** What the stage said of its status. */
  readonly reason?: string;
}

interface StoredVendor {
  readonly calls?: number;
  readonly errors?: number;
  readonly rateLimitHits?: number;
  readonly quotaExhausted?: boolean;
  readonly costNanoUsd?: number;
  readonly unpricedCalls?: number;
  /** Failed calls by error code, as events. */
  readonly errorCodes?: Readonly<Record<string, number>>;
}

/** Writes a run with what was measured of it; returns its id. */
export async function storeRun(database: Database, run: StoredRun): Promise<string> {
  const runId = randomUUID();
  const { tenantId, startedAt, trigger = "schedule", manifest = {}, traceUrl = null } = run;
  const endedAt = run.endedAt === undefined ? new Date(startedAt.getTime() + 2_400_000) : run.endedAt;
  const status = run.status ?? (endedAt === null ? "running" : "succeeded");
  const identity = {
    tenantId,
    runId,
    runDate: startedAt.toISOString().slice(0, 10),
    traceId: "0".repeat(32),
  };
  await database.withService(async (transaction) => {
    await transaction.query(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, ended_at, manifest, langsmith_trace_url)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        tenantId,
        runId,
        status,
        trigger,
        identity.runDate,
        identity.traceId,
        startedAt,
        endedAt,
        JSON.stringify({ skip: [], cap: 1000, candidateFloor: 50, ...manifest }),
        traceUrl,
      ],
    );
    for (const [stage, stored] of Object.entries(run.stages ?? {})) {
      const {
        status: stageStatus = "succeeded",
        success = 0,
        error = 0,
        blocked = 0,
        reason = null,
      } = stored;
      await transaction.query(
        `insert into run_stage_stats (tenant_id, run_id, stage, status, count_total, count_success, count_error, count_blocked, started_at, status_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          tenantId,
          runId,
          stage,
          stageStatus,
          success + error + blocked,
          success,
          error,
          blocked,
          startedAt,
          reason,
        ],
      );
    }
    for (const [vendor, stored] of Object.entries(run.vendors ?? {})) {
      await transaction.query(
        `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, errors, rate_limit_hits, quota_exhausted, cost_nano_usd, unpriced_calls)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          tenantId,
          runId,
          vendor,
          stored.calls ?? 0,
          stored.errors ?? 0,
          stored.rateLimitHits ?? 0,
          stored.quotaExhausted ?? false,
          stored.costNanoUsd ?? 0,
          stored.unpricedCalls ?? 0,
        ],
      );
      for (const [errorCode, count] of Object.entries(stored.errorCodes ?? {})) {
        const facts = { event: "vendor_call", status: "error", stage: "lusha", vendor, errorCode };
        await insertEvents(
          transaction,
          Array.from({ length: count }, () => createRunEvent(identity, startedAt, randomUUID(), facts)),
        );
      }
    }
    for (const [name, value] of Object.entries(run.metrics ?? {})) {
      await transaction.query(
        "insert into run_metrics (tenant_id, run_id, name, value) values ($1, $2, $3, $4)",
        [tenantId, runId, name, value],
      );
    }
    for (const [stage, codes] of Object.entries(run.errors ?? {})) {
      for (const [code, count] of Object.entries(codes)) {
        const item = { stage, outcome: "error", code, durationMs: 5 } as const;
        await insertEvents(
          transaction,
          Array.from({ length: count }, () =>
            itemFinished(identity, { ...item, companyId: randomUUID() }, startedAt),
          ),
        );
      }
    }
  });
  return runId;
}

/** Writes samples of a run with these verdicts, null for nobody yet. */
export async function storeSamples(
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
  verdicts: readonly (Verdict | null)[],
  createdAt: Date,
): Promise<void> {
  await database.withService(async (transaction) => {
    for (const [index, verdict] of verdicts.entries()) {
      await transaction.query(
        `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks, result, created_at)
         values ($1, $2, gen_random_uuid(), $3, 'High', 100, '{}', $4, $5)`,
        [tenantId, runId, index + 1, verdict, createdAt],
      );
    }
  });
}
