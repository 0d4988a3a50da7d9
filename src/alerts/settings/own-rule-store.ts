import { randomUUID } from "node:crypto";
import type { Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { redactValue } from "../../redaction.ts";
import { retireAlerts } from "../raising/retire-alerts.ts";
import {
  AGENT_RULE_TYPES,
  type AgentRuleSettings,
  type AgentRuleType,
} from "../rulebook/agent-rule-table.ts";
import { checkSettings, checkThresholds } from "./check-rule-settings.ts";
import { findOwn, type RuleActor, readRows, saveRow } from "./rule-row-store.ts";
import type { StoredRule } from "./rule-view.ts";

/** A tenant's own rule, as requested. */
export interface OwnRuleInput {
  readonly type: AgentRuleType;
  readonly name: string;
  readonly agentId: string;
  /** Missing ones have their defaults. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly enabled?: boolean;
  readonly severity?: Severity | null;
  readonly cooldownMinutes?: number | null;
}

const MAX_NAME_LENGTH = 80;
const MAX_AGENT_LENGTH = 120;
const MAX_OWN_RULES = 100;

/** Creates a rule about an agent; returns its id. Throws InvalidInputError naming the field. */
export async function createOwnRule(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  input: OwnRuleInput,
): Promise<string> {
  const row = ownRow(tenantId, randomUUID(), actor, input);
  // One after the other, so that the limit holds for many requests at once.
  await transaction.query("select from tenants where tenant_id = $1 for no key update", [tenantId]);
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

/** Replaces a tenant's own rule; its type stays the same. Throws NotFoundError or InvalidInputError. */
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

/** Removes a tenant's own rule and ends its open alerts. Throws NotFoundError. */
export async function deleteOwnRule(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  ruleId: string,
  now: Date,
): Promise<void> {
  const before = await lockOwn(transaction, tenantId, ruleId);
  await transaction.query("delete from alert_rules where tenant_id = $1 and rule_id = $2", [
    tenantId,
    before.ruleId,
  ]);
  const detail = { type: before.type, name: before.name, ...before.parameters };
  await insertAudit(transaction, { tenantId, actor, action: "rule.delete", subject: before.ruleId, detail });
  await retireAlerts(transaction, { tenantId, ruleId: before.ruleId, by: actor }, now);
}

function ownRow(
  tenantId: string,
  ruleId: string,
  actor: string,
  input: OwnRuleInput,
): Omit<StoredRule, "updatedAt"> {
  const { type, thresholds = {}, enabled = true, severity = null, cooldownMinutes = null } = input;
  const settings: AgentRuleSettings = AGENT_RULE_TYPES[type];
  checkSettings({ severity, cooldownMinutes });
  checkThresholds(settings, thresholds);
  const name = readText("name", input.name, MAX_NAME_LENGTH);
  const agentId = readText("agentId", input.agentId, MAX_AGENT_LENGTH);
  const parameters = { ...thresholds, agentId };
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
  };
}

function readText(field: string, text: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > longest) {
    throw new InvalidInputError(field, `must have 1 to ${longest} characters`);
  }
  // A name in a card, a table or a file must not break a line, or be read backwards.
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060\ufeff]/u.test(trimmed)) {
    throw new InvalidInputError(field, "holds a line break, or a control or invisible character; remove it");
  }
  const masked = redactValue(trimmed);
  if (masked.length > longest) throw new InvalidInputError(field, `must have 1 to ${longest} characters`);
  return masked;
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
