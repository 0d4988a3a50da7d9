import type { Transaction } from "../../database/database.ts";
import type { RunbookProof } from "../../entities/runbook-proof.ts";

const COLUMNS = `runbook_id as "runbookId", proved_at as "provedAt", version, executed, steps, broken, broken_steps as "brokenSteps"`;

/** Keeps the newest proof of each runbook. As the service role. */
export async function saveProofs(transaction: Transaction, proofs: readonly RunbookProof[]): Promise<void> {
  for (const { runbookId, provedAt, version, executed, steps, broken, brokenSteps } of proofs) {
    await transaction.query(
      `insert into runbook_proofs (runbook_id, proved_at, version, executed, steps, broken, broken_steps)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (runbook_id) do update set proved_at = excluded.proved_at, version = excluded.version,
         executed = excluded.executed, steps = excluded.steps, broken = excluded.broken,
         broken_steps = excluded.broken_steps`,
      [runbookId, provedAt, version, executed, steps, JSON.stringify(broken), brokenSteps],
    );
  }
}

/** Forgets the proofs of runbooks that are no longer there. As the service role. */
export async function forgetOtherProofs(transaction: Transaction, ids: readonly string[]): Promise<void> {
  await transaction.query("delete from runbook_proofs where runbook_id <> all ($1::text[])", [ids]);
}

/** How the last proof of a runbook went, which everybody may know. */
export type ProofResult = Pick<RunbookProof, "provedAt" | "steps" | "brokenSteps">;

/** How a runbook's last proof went; null before the first. */
export async function readProofResult(
  transaction: Transaction,
  runbookId: string,
): Promise<ProofResult | null> {
  const [row] = await transaction.query<ProofResult[]>(
    `select proved_at as "provedAt", steps, broken_steps as "brokenSteps" from runbook_proofs where runbook_id = $1`,
    [runbookId],
  );
  return row ?? null;
}

/** The last proof of every runbook, by id. */
export async function listProofs(transaction: Transaction): Promise<RunbookProof[]> {
  return transaction.query<RunbookProof[]>(`select ${COLUMNS} from runbook_proofs order by runbook_id`);
}
