import { randomUUID } from "node:crypto";
import { insertAudit } from "../database/audit-store.ts";
import type { Transaction } from "../database/database.ts";
import { SEVERITIES, type Severity } from "../entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../errors.ts";
import { AGENT_RULE_TYPES, type AgentRuleSettings, type AgentRuleType } from "./agent-rule-types.ts";
import type { RuleChange } from "./customise-rules.ts";
import { problemWith } from "./limits.ts";
import { type BuiltInRule, builtInRules, findBuiltInRule } from "./rule-catalogue.ts";
import { type RuleView, type StoredRule, viewBuiltInRule, viewOwnRule } from "./rule-view.ts";

/** Who changes the rules of which tenant; `platform` stands for the installation. */
export interface RuleActor {
  readonly tenantId: string;
  /** As the audit log names people and programs. */
  readonly actor: string;
}

/** A rule of the tenant's own, as it is asked for. */
export interface OwnRuleInput {
  readonly type: AgentRuleType;
  readonly name: string;
  readonly agentId: string;
  /** Those left out have their defaults. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly enabled?: boolean;
  readonly severity?: Severity | null;
  readonly cooldownMinutes?: number | null;
}

/** How the built-in rules are to be judged for a tenant. */
export interface RuleOverrides {
  /** Keyed `CR-02.warnRatio`: the policy's, with those of the rules' own rows over them. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly changes: ReadonlyMap<string, RuleChange>;
}

const COLUMNS = `tenant_id as "tenantId", rule_id as "ruleId", type, name, parameters, enabled, severity,
  cooldown_minutes as "cooldownMinutes", updated_by as "updatedBy", updated_at as "updatedAt"`;
const MAX_NAME_LENGTH = 80;
const MAX_AGENT_LENGTH = 120;
const MAX_OWN_RULES = 100;
const MAX_COOLDOWN_MINUTES = 365 * 24 * 60;

/** Every rule of the tenant, the built-in ones first, in the order of the table. */
export async function listRules(
  transaction: Transaction,
  tenantId: string,
  policyThresholds: Readonly<Record<string, number>>,
): Promise<RuleView[]> {
  const rows = await readRows(transaction, tenantId);
  const builtIn = builtInRules(tenantId).map((rule) =>
    viewBuiltInRule(
      rule,
      rows.find(({ ruleId }) => ruleId === rule.id),
      policyThresholds,
    ),
  );
  return [...builtIn, ...rows.map(viewOwnRule).filter((view) => view !== null)];
}

/** One rule. Throws NotFoundError. */
export async function readRule(
  transaction: Transaction,
  tenantId: string,
  ruleId: string,
  policyThresholds: Readonly<Record<string, number>>,
): Promise<RuleView> {
  const rules = await listRules(transaction, tenantId, policyThresholds);
  const rule = rules.find((known) => known.ruleId.toLowerCase() === ruleId.toLowerCase());
  if (rule !== undefined) return rule;
  throw new NotFoundError(
    "rule",
    ruleId,
    rules.map((known) => known.ruleId),
  );
}

/** What evaluation needs of the tenant's rows, in one query. */
export async function readRuleOverrides(
  transaction: Transaction,
  tenantId: string,
  policyThresholds: Readonly<Record<string, number>>,
): Promise<RuleOverrides> {
  const thresholds: Record<string, number> = { ...policyThresholds };
  const changes = new Map<string, RuleChange>();
  for (const { type, ruleId, parameters, enabled, severity, cooldownMinutes } of await readRows(
    transaction,
    tenantId,
  )) {
    if (type !== "built_in") continue;
    changes.set(ruleId, { enabled, severity, cooldownMinutes });
    for (const [name, value] of Object.entries(parameters)) {
      if (typeof value === "number") thresholds[`${ruleId}.${name}`] = value;
    }
  }
  return { thresholds, changes };
}

/**
 * Sets a threshold of a built-in rule for the tenant; null brings the policy's or the default back. Throws NotFoundError,
 * or InvalidInputError naming the threshold and what it may be.
 */
export async function setThreshold(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  { ruleId, name, value }: { readonly ruleId: string; readonly name: string; readonly value: number | null },
): Promise<void> {
  const rule = findBuiltInRule(tenantId, ruleId);
  if (value !== null) checkThresholds(rule, { [name]: value });
  else requireThreshold(rule, name);
  const before = await lockBuiltIn(transaction, rule, { tenantId, actor });
  const { [name]: old, ...others } = before.parameters;
  await saveRow(transaction, actor, {
    ...before,
    parameters: value === null ? others : { ...others, [name]: value },
  });
  await insertAudit(transaction, {
    tenantId,
    actor,
    action: "rule.threshold",
    subject: rule.id,
    detail: { threshold: name, from: old ?? null, to: value },
  });
}

/** Switches a rule on or off, built-in or the tenant's own. Throws NotFoundError. */
export async function setRuleEnabled(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  { ruleId, enabled }: { readonly ruleId: string; readonly enabled: boolean },
): Promise<void> {
  const row = await lockRule(transaction, { tenantId, actor }, ruleId);
  await saveRow(transaction, actor, { ...row, enabled });
  const action = enabled ? "rule.enable" : "rule.disable";
  await insertAudit(transaction, {
    tenantId,
    actor,
    action,
    subject: row.ruleId,
    detail: { from: row.enabled },
  });
}

/** Changes how bad and how often a built-in rule is; null brings its own back, what is left out stays. Throws NotFoundError or InvalidInputError. */
export async function setRuleSettings(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  {
    ruleId,
    ...changes
  }: {
    readonly ruleId: string;
    readonly severity?: Severity | null;
    readonly cooldownMinutes?: number | null;
  },
): Promise<void> {
  checkSettings(changes);
  const row = await lockBuiltIn(transaction, findBuiltInRule(tenantId, ruleId), { tenantId, actor });
  await saveRow(transaction, actor, { ...row, ...changes });
  const detail = { from: { severity: row.severity, cooldownMinutes: row.cooldownMinutes }, to: changes };
  await insertAudit(transaction, { tenantId, actor, action: "rule.settings", subject: row.ruleId, detail });
}

/** Makes a rule about an agent; returns its id. Throws InvalidInputError naming the field. */
export async function createOwnRule(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  input: OwnRuleInput,
): Promise<string> {
  const row = ownRow(tenantId, randomUUID(), actor, input);
  const rows = await readRows(transaction, tenantId);
  if (rows.filter(({ type }) => type !== "built_in").length >= MAX_OWN_RULES) {
    throw new InvalidInputError("rule", `a tenant has at most ${MAX_OWN_RULES} rules of its own; delete one`);
  }
  await saveRow(transaction, actor, row);
  await insertAudit(transaction, {
    tenantId,
    actor,
    action: "rule.create",
    subject: row.ruleId,
    detail: { ...input },
  });
  return row.ruleId;
}

/** Replaces a rule of the tenant's own; its type stays. Throws NotFoundError or InvalidInputError. */
export async function updateOwnRule(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  { ruleId, ...input }: Omit<OwnRuleInput, "type"> & { readonly ruleId: string },
): Promise<void> {
  const before = await lockOwn(transaction, tenantId, ruleId);
  const row = ownRow(tenantId, before.ruleId, actor, {
    enabled: before.enabled,
    ...input,
    type: before.ownType,
  });
  await saveRow(transaction, actor, row);
  const detail = { from: { name: before.name, ...before.parameters }, to: { ...input } };
  await insertAudit(transaction, { tenantId, actor, action: "rule.update", subject: before.ruleId, detail });
}

/** Removes a rule of the tenant's own. Its open alerts stay until somebody resolves them. Throws NotFoundError. */
export async function deleteOwnRule(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  ruleId: string,
): Promise<void> {
  const before = await lockOwn(transaction, tenantId, ruleId);
  await transaction.query("delete from alert_rules where tenant_id = $1 and rule_id = $2", [
    tenantId,
    before.ruleId,
  ]);
  const detail = { type: before.type, name: before.name, ...before.parameters };
  await insertAudit(transaction, { tenantId, actor, action: "rule.delete", subject: before.ruleId, detail });
}

/** Throws InvalidInputError when the rule has no such threshold, or it cannot be this value. */
export function checkThresholds(
  rule: Pick<BuiltInRule, "id" | "thresholds">,
  values: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const problem = problemWith(value, requireThreshold(rule, name));
    if (problem !== null) throw new InvalidInputError(`${rule.id}.${name}`, problem);
  }
}

function requireThreshold({ id, thresholds }: Pick<BuiltInRule, "id" | "thresholds">, name: string) {
  const threshold = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined;
  if (threshold !== undefined) return threshold;
  const known = Object.keys(thresholds).join(", ") || "none";
  throw new InvalidInputError(`${id}.${name}`, `is no threshold of this rule (known: ${known})`);
}

function checkSettings({
  severity,
  cooldownMinutes,
}: Pick<OwnRuleInput, "severity" | "cooldownMinutes">): void {
  if (severity !== undefined && severity !== null && !SEVERITIES.includes(severity)) {
    throw new InvalidInputError("severity", `must be one of ${SEVERITIES.join(", ")}`);
  }
  if (cooldownMinutes === undefined || cooldownMinutes === null) return;
  if (
    !Number.isSafeInteger(cooldownMinutes) ||
    cooldownMinutes < 0 ||
    cooldownMinutes > MAX_COOLDOWN_MINUTES
  ) {
    throw new InvalidInputError(
      "cooldownMinutes",
      `must be a whole number from 0 to ${MAX_COOLDOWN_MINUTES}`,
    );
  }
}

function ownRow(tenantId: string, ruleId: string, actor: string, input: OwnRuleInput): StoredRule {
  const { type, thresholds = {}, enabled = true, severity = null, cooldownMinutes = null } = input;
  const settings: AgentRuleSettings = AGENT_RULE_TYPES[type];
  checkSettings({ severity, cooldownMinutes });
  checkThresholds(settings, thresholds);
  const name = readText("name", input.name, MAX_NAME_LENGTH);
  const agentId = readText("agentId", input.agentId, MAX_AGENT_LENGTH);
  const parameters = { ...thresholds, agentId };
  const updatedAt = new Date();
  return {
    tenantId,
    ruleId,
    type,
    name,
    parameters,
    enabled,
    severity,
    cooldownMinutes,
    updatedBy: actor,
    updatedAt,
  };
}

function readText(field: string, text: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > longest) {
    throw new InvalidInputError(field, `must have 1 to ${longest} characters`);
  }
  return trimmed;
}

async function readRows(transaction: Transaction, tenantId: string): Promise<StoredRule[]> {
  return transaction.query<StoredRule[]>(
    `select ${COLUMNS} from alert_rules where tenant_id = $1 order by created_at, rule_id`,
    [tenantId],
  );
}

/** The row of a built-in rule, made when there is none, locked until the transaction ends. */
async function lockBuiltIn(
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

async function lockRule(transaction: Transaction, by: RuleActor, ruleId: string): Promise<StoredRule> {
  const own = await findOwn(transaction, by.tenantId, ruleId);
  return own ?? lockBuiltIn(transaction, findBuiltInRule(by.tenantId, ruleId), by);
}

async function lockOwn(
  transaction: Transaction,
  tenantId: string,
  ruleId: string,
): Promise<StoredRule & { readonly ownType: AgentRuleType }> {
  const row = await findOwn(transaction, tenantId, ruleId);
  if (row === null || row.type === "built_in") throw new NotFoundError("rule", ruleId);
  return { ...row, ownType: row.type };
}

async function findOwn(
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

async function saveRow(transaction: Transaction, actor: string, row: StoredRule): Promise<void> {
  await transaction.query(
    `insert into alert_rules (tenant_id, rule_id, type, name, parameters, enabled, severity, cooldown_minutes, created_by, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     on conflict (tenant_id, rule_id) do update set name = excluded.name, parameters = excluded.parameters,
       enabled = excluded.enabled, severity = excluded.severity, cooldown_minutes = excluded.cooldown_minutes,
       updated_by = excluded.updated_by, updated_at = now()`,
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
