import type { Transaction } from "../../database/database.ts";
import type { ProbeState } from "./track-breach.ts";

/** What is remembered about one subject of one rule. */
export interface ProbeRow extends ProbeState {
  readonly ruleId: string;
  readonly subject: string;
}

/** Any number, the same in all processes: the process that holds this lock probes. */
const LOCK = 7_381_204;

/** True for one process at a time, until its transaction ends. */
export async function lockProbes(transaction: Transaction): Promise<boolean> {
  const [row] = await transaction.query<{ taken: boolean }[]>(
    "select pg_try_advisory_xact_lock($1) as taken",
    [LOCK],
  );
  return row?.taken ?? false;
}

/** Everything that is remembered. */
export async function readProbeRows(transaction: Transaction): Promise<ProbeRow[]> {
  return transaction.query<ProbeRow[]>(
    `select rule_id as "ruleId", subject, breached, breached_since as "breachedSince", finding, checked_at as "checkedAt"
     from probe_results`,
  );
}

/** Saves these rows in one statement, and forgets the subjects in `gone`. */
export async function saveProbeRows(
  transaction: Transaction,
  rows: readonly ProbeRow[],
  gone: readonly Pick<ProbeRow, "ruleId" | "subject">[],
): Promise<void> {
  await transaction.query(
    `insert into probe_results (rule_id, subject, breached, breached_since, finding, checked_at)
     select * from unnest($1::text[], $2::text[], $3::boolean[], $4::timestamptz[], $5::jsonb[], $6::timestamptz[])
     on conflict (rule_id, subject) do update set breached = excluded.breached,
       breached_since = excluded.breached_since, finding = excluded.finding, checked_at = excluded.checked_at`,
    [
      rows.map(({ ruleId }) => ruleId),
      rows.map(({ subject }) => subject),
      rows.map(({ breached }) => breached),
      rows.map(({ breachedSince }) => breachedSince),
      rows.map(({ finding }) => (finding === null ? null : JSON.stringify(finding))),
      rows.map(({ checkedAt }) => checkedAt),
    ],
  );
  if (gone.length === 0) return;
  await transaction.query(
    `delete from probe_results p using unnest($1::text[], $2::text[]) as g (rule_id, subject)
     where p.rule_id = g.rule_id and p.subject = g.subject`,
    [gone.map(({ ruleId }) => ruleId), gone.map(({ subject }) => subject)],
  );
}
