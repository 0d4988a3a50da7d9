import type { IdempotentRequest } from "../../entities/idempotent-request.ts";
import type { Transaction } from "../database.ts";

/** A request as it is known by its `Idempotency-Key`. */
type KeyedRequest = Pick<IdempotentRequest, "tenantId" | "keyId" | "keyHash" | "fingerprint">;

/** An answer is repeated for this long. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** Takes the key; null when it was free, else what is known of the request that has it. */
export async function claimKey(
  transaction: Transaction,
  { tenantId, keyId, keyHash, fingerprint }: KeyedRequest,
  now: Date,
): Promise<{
  readonly fingerprint: string;
  readonly answerSealed: string | null;
  readonly startedAt: Date;
} | null> {
  const taken = await transaction.query<unknown[]>(
    `insert into idempotent_requests (tenant_id, key_id, key_hash, fingerprint, started_at) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, key_id, key_hash)
       do update set fingerprint = excluded.fingerprint, started_at = excluded.started_at, answer_sealed = null
       where idempotent_requests.started_at <= $6
     returning 1`,
    [tenantId, keyId, keyHash, fingerprint, now, new Date(now.getTime() - ANSWERS_KEPT_MS)],
  );
  if (taken.length > 0) return null;
  const [found] = await transaction.query<
    { fingerprint: string; answerSealed: string | null; startedAt: Date }[]
  >(
    `select fingerprint, answer_sealed as "answerSealed", started_at as "startedAt" from idempotent_requests
     where tenant_id = $1 and key_id = $2 and key_hash = $3`,
    [tenantId, keyId, keyHash],
  );
  // Freed in between: whoever asks again will get it.
  return found ?? { fingerprint, answerSealed: null, startedAt: now };
}

export async function keepAnswer(
  transaction: Transaction,
  { tenantId, keyId, keyHash }: KeyedRequest,
  answerSealed: string,
): Promise<void> {
  await transaction.query(
    "update idempotent_requests set answer_sealed = $4 where tenant_id = $1 and key_id = $2 and key_hash = $3",
    [tenantId, keyId, keyHash, answerSealed],
  );
}

export async function releaseKey(
  transaction: Transaction,
  { tenantId, keyId, keyHash }: KeyedRequest,
): Promise<void> {
  await transaction.query(
    "delete from idempotent_requests where tenant_id = $1 and key_id = $2 and key_hash = $3",
    [tenantId, keyId, keyHash],
  );
}
