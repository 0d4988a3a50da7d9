import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { ExportGate } from "../../entities/export-gate.ts";
import type { Bucket } from "../../entities/vocabulary.ts";
import type { NightCounts } from "./weigh-night.ts";

/** Whose gate. */
export interface GateKey {
  readonly tenantId: string;
  readonly runId: string;
}

const COLUMNS = `tenant_id as "tenantId", run_id as "runId", state, leads, released, bad_probability as "badProbability",
  asked_at as "askedAt", deadline_at as "deadlineAt", unanswered, decided_by as "decidedBy", decided_at as "decidedAt",
  wants_export as "wantsExport", export_run_id as "exportRunId"`;

/** The gate of a run, locked where it is about to be decided; null when the run has none. */
export async function findGate(
  transaction: Transaction,
  runId: string,
  mode: "read" | "lock" = "read",
): Promise<ExportGate | null> {
  const [gate] = await transaction.query<ExportGate[]>(
    `select ${COLUMNS} from export_gates where run_id = $1 ${mode === "lock" ? "for update" : ""}`,
    [runId],
  );
  return gate ?? null;
}

/**
 * The leads among a run's companies that it would export, without those that are held already; with `uncleared` only those that
 * no gate has let go since they were scored.
 */
export async function listLeadsAtGate(
  transaction: Transaction,
  { runId }: GateKey,
  { minScore, uncleared }: { readonly minScore: number; readonly uncleared: boolean },
): Promise<{ readonly companyId: string; readonly bucket: Bucket }[]> {
  return transaction.query<{ companyId: string; bucket: Bucket }[]>(
    `select s.company_id as "companyId", s.bucket
     from company_enrichment_runs t join lead_scores s using (tenant_id, company_id)
       join companies c using (tenant_id, company_id)
     where t.run_id = $1 and t.stage = 'select_targets' and s.score >= $2 and s.held_by_run is null and ${NOT_EXCLUDED}
       and (not $3 or s.cleared_at is null or s.cleared_at < s.scored_at)`,
    [runId, minScore, uncleared],
  );
}

/** Opens the gate of a run and holds the leads at it. */
export async function openGate(
  transaction: Transaction,
  { tenantId, runId }: GateKey,
  { companyIds, unanswered }: { readonly companyIds: readonly string[] } & Pick<ExportGate, "unanswered">,
): Promise<void> {
  await transaction.query("update lead_scores set held_by_run = $1 where company_id = any ($2)", [
    runId,
    companyIds,
  ]);
  await transaction.query(
    `insert into export_gates (tenant_id, run_id, state, leads, bad_probability, unanswered) values ($1, $2, 'open', $3, 0, $4)`,
    [tenantId, runId, companyIds.length, unanswered],
  );
  await countHeld(transaction, runId);
}

/**
 * What is known of the leads that a run's gate holds: of the High ones, since others fail checks on any night, which is partly
 * why they are no better; of all where none is High.
 */
export async function readNightCounts(transaction: Transaction, runId: string): Promise<NightCounts> {
  const [counts] = await transaction.query<NightCounts[]>(
    `select (count(*) filter (where not judged and flawless))::int as flawless,
       (count(*) filter (where not judged and not flawless))::int as flawed,
       (count(*) filter (where result = 'pass'))::int as passes, (count(*) filter (where result = 'fail'))::int as fails,
       (count(*) filter (where sampled and result is null))::int as undecided
     from (select q.result, q.company_id is not null as sampled, coalesce(q.result in ('pass', 'fail'), false) as judged,
         coalesce(k.is_flawless, false) as flawless,
         k.bucket is not distinct from 'High' as high, bool_or(k.bucket is not distinct from 'High') over () as any_high
       from lead_scores s left join company_checks k on k.tenant_id = s.tenant_id and k.run_id = $1 and k.company_id = s.company_id
         left join qa_samples q on q.tenant_id = s.tenant_id and q.run_id = $1 and q.company_id = s.company_id
       where s.held_by_run = $1) held where high or not any_high`,
    [runId],
  );
  return counts ?? { flawless: 0, flawed: 0, passes: 0, fails: 0, undecided: 0 };
}

/** The leads at a run's gate that people failed. */
export async function listFailedLeads(transaction: Transaction, runId: string): Promise<string[]> {
  const rows = await transaction.query<{ companyId: string }[]>(
    `select s.company_id as "companyId" from lead_scores s join qa_samples q using (tenant_id, company_id)
     where s.held_by_run = $1 and q.run_id = $1 and q.result = 'fail'`,
    [runId],
  );
  return rows.map(({ companyId }) => companyId);
}

export async function noteEvidence(
  transaction: Transaction,
  runId: string,
  badProbability: number,
): Promise<void> {
  await transaction.query("update export_gates set bad_probability = $2 where run_id = $1", [
    runId,
    badProbability,
  ]);
}

/** From now on people are asked, until the deadline. */
export async function noteAsked(
  transaction: Transaction,
  runId: string,
  { at, deadlineAt }: { readonly at: Date; readonly deadlineAt: Date },
): Promise<void> {
  await transaction.query("update export_gates set asked_at = $2, deadline_at = $3 where run_id = $1", [
    runId,
    at,
    deadlineAt,
  ]);
}

/** Lets the leads of a gate go, but for some; returns how many. */
export async function releaseLeads(
  transaction: Transaction,
  runId: string,
  { except, at }: { readonly except: readonly string[]; readonly at: Date },
): Promise<number> {
  const [, released] = await transaction.query<[unknown, number]>(
    `update lead_scores set held_by_run = null, cleared_at = $3 where held_by_run = $1 and company_id <> all ($2)`,
    [runId, except, at],
  );
  await countHeld(transaction, runId);
  return released;
}

/** Writes a decision; leads that were let go after their run want an export of their own. */
export async function noteDecision(
  transaction: Transaction,
  runId: string,
  {
    state,
    released,
    by,
    at,
  }: { readonly released: number; readonly by: string; readonly at: Date } & Pick<ExportGate, "state">,
): Promise<void> {
  await transaction.query(
    `update export_gates set state = $2, released = released + $3, decided_by = $4, decided_at = $5,
       wants_export = wants_export or ($3 > 0 and asked_at is not null) where run_id = $1`,
    [runId, state, released, by, at],
  );
}

export async function noteExport(
  transaction: Transaction,
  runId: string,
  exportRunId: string | null,
): Promise<void> {
  await transaction.query(
    "update export_gates set wants_export = false, export_run_id = $2 where run_id = $1",
    [runId, exportRunId],
  );
}

/** Gates whose deadline has passed, and those whose leads were let go and not exported yet. As the service role. */
export async function listDueGates(
  transaction: Transaction,
  now: Date,
): Promise<(GateKey & Pick<ExportGate, "state" | "unanswered" | "wantsExport">)[]> {
  return transaction.query<(GateKey & Pick<ExportGate, "state" | "unanswered" | "wantsExport">)[]>(
    `select g.tenant_id as "tenantId", g.run_id as "runId", g.state, g.unanswered, g.wants_export as "wantsExport"
     from export_gates g join tenants t using (tenant_id)
     where t.active and (g.wants_export or (g.state = 'open' and g.deadline_at <= $1)) order by g.run_id`,
    [now],
  );
}

async function countHeld(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query(
    `update enrichment_runs set held_leads = (select count(*) from lead_scores where held_by_run = $1) where run_id = $1`,
    [runId],
  );
}
