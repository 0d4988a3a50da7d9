import type { Transaction } from "../../database/database.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { StageStatus } from "../../entities/vocabulary.ts";

/** The status of each stage of a run, the reason for it, and whether its companies are cut into chunks. */
export async function readStageProgress(
  transaction: Transaction,
  runId: string,
): Promise<
  ReadonlyMap<
    Stage,
    { readonly status: StageStatus; readonly reason: string | null; readonly isPlanned: boolean }
  >
> {
  const rows = await transaction.query<
    { stage: Stage; status: StageStatus; reason: string | null; isPlanned: boolean }[]
  >(
    `select stage, status, status_reason as reason, planned_at is not null as "isPlanned"
     from run_stage_stats where run_id = $1`,
    [runId],
  );
  return new Map(rows.map(({ stage, ...progress }) => [stage, progress]));
}

/** Moves a stage to another status. False if it was no longer in the expected one: another process has moved it. */
export async function moveStage(
  transaction: Transaction,
  key: { readonly runId: string; readonly stage: Stage },
  from: StageStatus,
  to: { readonly status: StageStatus; readonly reason: string | null; readonly at: Date },
): Promise<boolean> {
  const [, moved] = await transaction.query<[unknown, number]>(
    `update run_stage_stats set status = $4, status_reason = $5,
       started_at = case when $4 = 'running' then $6::timestamptz else started_at end,
       ended_at = case when $4 = 'running' then null else $6::timestamptz end
     where run_id = $1 and stage = $2 and status = $3`,
    [key.runId, key.stage, from, to.status, to.reason, to.at],
  );
  return moved === 1;
}

/** Notes that a stage's companies are cut into chunks. False if they already were. */
export async function notePlanned(
  transaction: Transaction,
  key: { readonly runId: string; readonly stage: Stage },
  at: Date,
): Promise<boolean> {
  const [, planned] = await transaction.query<[unknown, number]>(
    "update run_stage_stats set planned_at = $3 where run_id = $1 and stage = $2 and planned_at is null",
    [key.runId, key.stage, at],
  );
  return planned === 1;
}
