import type { Queryable } from "../database/batch.ts";
import type { Transaction } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import type { Agent } from "../entities/agent.ts";
import { NotFoundError } from "../errors.ts";
import { redactValue } from "../redaction.ts";

/** What people may say about an agent; what is left out stays. */
export interface AgentChanges {
  readonly name?: string;
  readonly kind?: string;
  readonly owner?: string | null;
  readonly expectedHeartbeatMinutes?: number | null;
  readonly runSilenceMinutes?: number;
}

const COLUMNS = `tenant_id as "tenantId", agent_id as "agentId", name, kind, owner,
  expected_heartbeat_minutes as "expectedHeartbeatMinutes", run_silence_minutes as "runSilenceMinutes",
  first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt", last_heartbeat_at as "lastHeartbeatAt",
  created_at as "createdAt"`;

/** Makes the agents that are not known yet, and notes that all of them were heard of. A sign of life within ten seconds of the last is not written. */
export async function noteAgentsSeen(
  batch: Queryable,
  tenantId: string,
  agentIds: readonly string[],
  now: Date,
): Promise<void> {
  // Both are asked for at once: a batch is sent as one.
  await Promise.all([
    batch.query(
      `insert into agents (tenant_id, agent_id, name, first_seen_at, last_seen_at, created_at)
       select $1, a.id, a.id, $3, $3, $3 from unnest($2::text[]) a (id)
       where not exists (select from agents k where k.tenant_id = $1 and k.agent_id = a.id)
       on conflict do nothing`,
      [tenantId, agentIds, now],
    ),
    batch.query(
      `update agents set last_seen_at = $3, first_seen_at = coalesce(first_seen_at, $3)
       where tenant_id = $1 and agent_id = any($2)
         and (last_seen_at is null or last_seen_at < $3::timestamptz - interval '10 seconds')`,
      [tenantId, agentIds, now],
    ),
  ]);
}

/** Notes a heartbeat; false when the tenant has no such agent. */
export async function noteHeartbeat(
  transaction: Queryable,
  tenantId: string,
  agentId: string,
  now: Date,
): Promise<boolean> {
  const [, noted] = await transaction.query<[unknown, number]>(
    `update agents set last_heartbeat_at = $3, last_seen_at = greatest(last_seen_at, $3),
       first_seen_at = coalesce(first_seen_at, $3)
     where tenant_id = $1 and agent_id = $2`,
    [tenantId, agentId, now],
  );
  return noted === 1;
}

/** The tenant's agents by their ids. */
export function listAgents(transaction: Queryable, tenantId: string): Promise<Agent[]> {
  return transaction.query<Agent[]>(`select ${COLUMNS} from agents where tenant_id = $1 order by agent_id`, [
    tenantId,
  ]);
}

/** One agent. Throws NotFoundError. */
export async function readAgent(transaction: Queryable, tenantId: string, agentId: string): Promise<Agent> {
  const [agent] = await transaction.query<Agent[]>(
    `select ${COLUMNS} from agents where tenant_id = $1 and agent_id = $2`,
    [tenantId, agentId],
  );
  if (agent === undefined) throw new NotFoundError("agent", agentId);
  return agent;
}

/** Changes what people say about an agent. Throws NotFoundError. */
export async function changeAgent(
  transaction: Transaction,
  by: { readonly tenantId: string; readonly actor: string },
  agentId: string,
  changes: AgentChanges,
): Promise<Agent> {
  const before = await readAgent(transaction, by.tenantId, agentId);
  const { owner, expectedHeartbeatMinutes, runSilenceMinutes, ...named } = Object.assign(before, changes);
  const { name, kind } = redactValue({ name: named.name, kind: named.kind });
  await transaction.query(
    `update agents set name = $3, kind = $4, owner = $5, expected_heartbeat_minutes = $6, run_silence_minutes = $7
     where tenant_id = $1 and agent_id = $2`,
    [by.tenantId, agentId, name, kind, owner, expectedHeartbeatMinutes, runSilenceMinutes],
  );
  await insertAudit(transaction, { ...by, action: "agent.change", subject: agentId, detail: { ...changes } });
  return readAgent(transaction, by.tenantId, agentId);
}

/** Registers an agent before it is first heard of; one that is known stays as it is. */
export async function registerAgent(
  transaction: Transaction,
  by: { readonly tenantId: string; readonly actor: string },
  agentId: string,
  now: Date,
): Promise<Agent> {
  const rows = await transaction.query<unknown[]>(
    `insert into agents (tenant_id, agent_id, name, created_at) values ($1, $2, $2, $3) on conflict do nothing
     returning agent_id`,
    [by.tenantId, agentId, now],
  );
  if (rows.length > 0) await insertAudit(transaction, { ...by, action: "agent.create", subject: agentId });
  return readAgent(transaction, by.tenantId, agentId);
}

/** Forgets an agent; its events and runs stay, and it is made again when it is next heard of. Throws NotFoundError. */
export async function removeAgent(
  transaction: Transaction,
  by: { readonly tenantId: string; readonly actor: string },
  agentId: string,
): Promise<void> {
  await readAgent(transaction, by.tenantId, agentId);
  await transaction.query("delete from agents where tenant_id = $1 and agent_id = $2", [
    by.tenantId,
    agentId,
  ]);
  await insertAudit(transaction, { ...by, action: "agent.remove", subject: agentId });
}
