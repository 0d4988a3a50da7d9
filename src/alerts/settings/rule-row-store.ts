import type { Transaction } from "../../database/database.ts";
import type { BuiltInRule } from "../rules/rule-catalogue.ts";
import type { StoredRule } from "./rule-view.ts";

/** Who changes which tenant's rules; `platform` is the installation. */
export interface RuleActor {
  readonly tenantId: string;
  /** As in the audit log. */
  readonly actor: string;
}

const COLUMNS = `tenant_id as "tenantId", rule_id as "ruleId", type, name, parameters, enabled, severity,
  cooldown_minutes as "cooldownMinutes", updated_by as "updatedBy", updated_at as "updatedAt"`;

/** The stored rules of a tenant, or with null of all tenants, the oldest first. */
export async function readRows(transaction: Transaction, tenantId: string | null): Promise<StoredRule[]> {
  return transaction.query<StoredRule[]>(
    `select ${COLUMNS} from alert_rules where $1::text is null or tenant_id = $1 order by created_at, rule_id`,
    [tenantId],
  );
}

/** The row of a built-in rule, created if missing, locked until the transaction ends. */
export async function lockBuiltIn(
  transaction: Transaction,
  rule: BuiltInRule,
  { tenantId, actor }: RuleActor,
): Promise<StoredRule> {
  const [row] = await transaction.query<StoredRule[]>(
    `insert into alert_rules (tenant_id, rule_id, type, name, created_by, updated_by)
     values ($1, $2, 'built_in', $3, $4, $4)
     on conflict (tenant_id, rule_id) do update set name = excluded.name returning ${COLUMNS}`,
    [tenantId, rule.id, rule.title, actor],
  );
  if (row === undefined) throw new TypeError("an upsert returns its row");
  return row;
}

/** A tenant's own rule, locked until the transaction ends; null when it has no such rule. */
export async function findOwn(
  transaction: Transaction,
  tenantId: string,
  ruleId: string,
): Promise<StoredRule | null> {
  const [row] = await transaction.query<StoredRule[]>(
    `select ${COLUMNS} from alert_rules where tenant_id = $1 and rule_id = $2 and type <> 'built_in' for update`,
    [tenantId, ruleId.toLowerCase()],
  );
  return row ?? null;
}

/** Overwrites a stored rule. */
export async function saveRow(
  transaction: Transaction,
  actor: string,
  row: Omit<StoredRule, "updatedAt">,
): Promise<void> {
  await transaction.query(
    `insert into alert_rules (tenant_id, rule_id, type, name, parameters, enabled, severity, cooldown_minutes, created_by, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     on conflict (tenant_id, rule_id) do update set name = excluded.name, parameters = excluded.parameters,
       enabled = excluded.enabled, severity = excluded.severity, cooldown_minutes = excluded.cooldown_minutes,
       updated_by = excluded.updated_by, updated_at = default`,
    [
      row.tenantId,
      row.ruleId,
      row.type,
      row.name,
      JSON.stringify(row.parameters),
      row.enabled,
      row.severity,
      row.cooldownMinutes,
      actor,
    ],
  );
}
