import type { Transaction } from "../database/database.ts";

/** A name of an attribute that looks like GenAI's and is of no generation that is read. */
export interface UnknownKey {
  readonly key: string;
  /** How many spans and log records had it. */
  readonly uses: number;
  /** Who sent it last. */
  readonly agentId: string;
}

/** Names that are kept per tenant; more of them are not counted. */
const MOST_KEYS = 200;

/** Adds to the counts of names. */
export async function countUnknownKeys(
  transaction: Transaction,
  tenantId: string,
  counted: { readonly keys: readonly UnknownKey[]; readonly now: Date },
): Promise<void> {
  const { keys, now } = counted;
  await transaction.query(
    `insert into otlp_unknown_keys as k (tenant_id, key, uses, agent_id, first_seen_at, last_seen_at)
     select $1, u.key, u.uses, u.agent_id, $5, $5 from unnest($2::text[], $3::bigint[], $4::text[]) as u (key, uses, agent_id)
     where exists (select from otlp_unknown_keys o where o.tenant_id = $1 and o.key = u.key)
       or (select count(*) from otlp_unknown_keys o where o.tenant_id = $1) < ${MOST_KEYS}
     order by u.key
     on conflict (tenant_id, key) do update set uses = k.uses + excluded.uses, agent_id = excluded.agent_id,
       last_seen_at = excluded.last_seen_at`,
    [
      tenantId,
      keys.map(({ key }) => key),
      keys.map(({ uses }) => uses),
      keys.map(({ agentId }) => agentId),
      now,
    ],
  );
}

/** A tenant's unknown names, the most used first. */
export function listUnknownKeys(transaction: Transaction, tenantId: string): Promise<UnknownKey[]> {
  return transaction.query<UnknownKey[]>(
    `select key, uses::float8 as uses, agent_id as "agentId" from otlp_unknown_keys where tenant_id = $1
     order by uses desc, key`,
    [tenantId],
  );
}
