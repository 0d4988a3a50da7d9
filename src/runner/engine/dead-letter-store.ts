import type { Queryable } from "../../database/batch.ts";
import type { Stage } from "../../entities/stage-table.ts";

/** One stage of a run. */
export interface StageKey {
  readonly tenantId: string;
  readonly runId: string;
  readonly stage: Stage;
}

/** Counts an attempt at a company, before the work begins. */
export async function beginAttempt(transaction: Queryable, key: StageKey, companyId: string): Promise<void> {
  await transaction.query(
    `insert into company_attempts as a (tenant_id, run_id, stage, company_id, attempts) values ($1, $2, $3, $4, 1)
     on conflict (tenant_id, run_id, stage, company_id) do update set attempts = a.attempts + 1`,
    [key.tenantId, key.runId, key.stage, companyId],
  );
}

/** Takes an attempt back: it was interrupted for a reason that is not the company's fault. */
export async function forgiveAttempts(
  transaction: Queryable,
  key: StageKey,
  companyIds: readonly string[],
): Promise<void> {
  await transaction.query(
    `update company_attempts set attempts = attempts - 1
     where run_id = $1 and stage = $2 and company_id = any ($3::uuid[]) and attempts > 0`,
    [key.runId, key.stage, companyIds],
  );
}

/** Records that a company was given up. Idempotent. */
export async function insertDeadLetter(
  transaction: Queryable,
  key: StageKey,
  letter: {
    readonly companyId: string;
    readonly errorCode: string;
    readonly errorMsg: string;
    readonly attempts: number;
  },
): Promise<void> {
  await transaction.query(
    `insert into dead_letters (tenant_id, run_id, stage, company_id, error_code, error_msg, attempts)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      key.tenantId,
      key.runId,
      key.stage,
      letter.companyId,
      letter.errorCode,
      letter.errorMsg,
      letter.attempts,
    ],
  );
}
