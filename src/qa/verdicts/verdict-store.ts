import type { Transaction } from "../../database/database.ts";
import type { Verdict } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import { redactValue } from "../../redaction.ts";
import type { QaRow } from "./qa-csv.ts";

/** A person's verdict on a sample, having seen `expectedVersion` of it. */
export interface VerdictInput {
  readonly runId: string;
  readonly companyId: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly notes: string | null;
  /** Slack user id. */
  readonly actor: string;
  readonly expectedVersion: number;
}

/** Records a verdict, its notes masked. False, and nothing is written, when somebody else has judged it since `expectedVersion`. */
export async function insertVerdict(
  transaction: Transaction,
  input: VerdictInput,
  at: Date,
): Promise<boolean> {
  const notes = redactValue(input.notes);
  const [updated] = await transaction.query<[{ tenantId: string }[], number]>(
    `update qa_samples set result = $3, notes = $4, version = version + 1
     where run_id = $1 and company_id = $2 and version = $5 returning tenant_id as "tenantId"`,
    [input.runId, input.companyId, input.verdict, notes, input.expectedVersion],
  );
  const [sample] = updated;
  if (sample === undefined) {
    const existing = await transaction.query<unknown[]>(
      "select 1 from qa_samples where run_id = $1 and company_id = $2",
      [input.runId, input.companyId],
    );
    if (existing.length === 0) throw new NotFoundError("sample", `${input.runId}/${input.companyId}`);
    return false;
  }
  await transaction.query(
    `insert into qa_verdicts (tenant_id, verdict_id, run_id, company_id, result, reason, notes, actor, at)
     values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8)`,
    [sample.tenantId, input.runId, input.companyId, input.verdict, input.reason, notes, input.actor, at],
  );
  return true;
}

/** The sample of a run as rows of a CSV. */
export async function readQaRows(transaction: Transaction, runId: string): Promise<QaRow[]> {
  return transaction.query<QaRow[]>(
    `select q.tenant_id as "tenantId", q.run_id as "runId", q.sample_no as "sampleNo", q.population_size as "populationSize",
       q.company_id as "companyId", c.name as "companyName", c.domain, q.bucket, s.score, q.checks, q.result,
       v.reason, q.notes, v.actor, v.at
     from qa_samples q join companies c using (tenant_id, company_id)
       left join lead_scores s on s.tenant_id = q.tenant_id and s.company_id = q.company_id and s.run_id = q.run_id
       left join lateral (select reason, actor, at from qa_verdicts v where v.tenant_id = q.tenant_id and v.run_id = q.run_id
         and v.company_id = q.company_id order by at desc, verdict_id desc limit 1) v on true
     where q.run_id = $1 order by q.sample_no`,
    [runId],
  );
}
