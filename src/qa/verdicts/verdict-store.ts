import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { Verdict } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import { redactValue } from "../../redaction.ts";
import { givenVerdicts, mayTakeBack, type VerdictRow } from "./given-verdicts.ts";
import type { QaRow } from "./qa-csv.ts";
import { readGivenVerdicts } from "./qa-sample-card-store.ts";

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
    `update qa_samples set result = $3, notes = $4, version = version + 1,
       reserved_by = null, reserved_until = null
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

/** Keeps notes, masked, without a verdict. False, and nothing is written, when the sample has changed since `expectedVersion`. */
export async function updateNotes(
  transaction: Transaction,
  { runId, companyId, notes, expectedVersion }: Omit<VerdictInput, "verdict" | "reason">,
): Promise<boolean> {
  const [, updated] = await transaction.query<[unknown, number]>(
    `update qa_samples set notes = $3, version = version + 1 where run_id = $1 and company_id = $2 and version = $4`,
    [runId, companyId, redactValue(notes), expectedVersion],
  );
  return updated > 0;
}

/** Whose verdict, on what they saw. */
export type VerdictTaken = Pick<VerdictInput, "runId" | "companyId" | "actor" | "expectedVersion">;

/**
 * Takes a person's own verdict back, within UNDO_MINUTES of giving it; the one before counts again. `conflict`: the sample has
 * changed since `expectedVersion`. `refused`: it is not theirs, or too old.
 */
export async function takeVerdictBack(
  transaction: Transaction,
  { runId, companyId, actor, expectedVersion }: VerdictTaken,
  at: Date,
): Promise<"taken_back" | "conflict" | "refused"> {
  const [sample] = await transaction.query<{ tenantId: string; version: number }[]>(
    `select tenant_id as "tenantId", version from qa_samples where run_id = $1 and company_id = $2 for update`,
    [runId, companyId],
  );
  if (sample === undefined) throw new NotFoundError("sample", `${runId}/${companyId}`);
  if (sample.version !== expectedVersion) return "conflict";
  const given = await readGivenVerdicts(transaction, { runId, companyId });
  if (!mayTakeBack(given.at(-1), actor, at)) return "refused";
  const before = given.at(-2);
  await transaction.query(
    `update qa_samples set result = $3, notes = $4, version = version + 1 where run_id = $1 and company_id = $2`,
    [runId, companyId, before?.result ?? null, before?.notes ?? null],
  );
  await transaction.query(
    `insert into qa_verdicts (tenant_id, verdict_id, run_id, company_id, result, actor, at)
     values ($1, gen_random_uuid(), $2, $3, null, $4, $5)`,
    [sample.tenantId, runId, companyId, actor, at],
  );
  return "taken_back";
}

/**
 * The sample of a run as rows of a CSV, each with the verdict that counts; companies that were excluded since are left out, as
 * of every export.
 */
export async function readQaRows(transaction: Transaction, runId: string): Promise<QaRow[]> {
  const rows = await transaction.query<Omit<QaRow, "reason" | "actor" | "at">[]>(
    `select q.tenant_id as "tenantId", q.run_id as "runId", q.sample_no as "sampleNo", q.population_size as "populationSize",
       q.inclusion_probability as "inclusionProbability", q.company_id as "companyId", c.name as "companyName", c.domain,
       q.bucket, (q.lead->>'score')::int as score, q.checks, q.result, q.notes
     from qa_samples q join companies c using (tenant_id, company_id)
     where q.run_id = $1 and ${NOT_EXCLUDED} order by q.sample_no`,
    [runId],
  );
  const verdicts = Map.groupBy(
    await transaction.query<VerdictRow[]>(
      `select tenant_id as "tenantId", verdict_id as "verdictId", run_id as "runId", company_id as "companyId", result,
         reason, notes, actor, at from qa_verdicts where run_id = $1 order by at, verdict_id`,
      [runId],
    ),
    ({ companyId }) => companyId,
  );
  return rows.map((row) => {
    const standing = givenVerdicts(verdicts.get(row.companyId) ?? []).at(-1);
    return {
      ...row,
      reason: standing?.reason ?? null,
      actor: standing?.actor ?? null,
      at: standing?.at ?? null,
    };
  });
}
