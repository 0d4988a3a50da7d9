import type { Alert } from "../../entities/alert.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { TENANT_RULES } from "../rules/rules.ts";

/** The id of an alert's runbook: its rule's. A tenant's own rule has the runbook of its type, which the alert's facts name. */
export function runbookIdOf({ ruleId, facts }: Pick<Alert, "ruleId" | "facts">): string {
  const builtIn = TENANT_RULES.find(({ id }) => id === ruleId);
  if (builtIn !== undefined) return builtIn.runbookId;
  const type = Object.entries(AGENT_RULE_TYPES).find(([name]) => name === facts["ruleType"]);
  return type?.[1].runbookId ?? ruleId;
}

/** A runbook's sentence about its placeholders. */
const ABOUT_PLACEHOLDERS = /^Replace `[^.]*\. ?/m;
const PLACEHOLDER = /\b(?:TENANT|RUN_ID|VENDOR)\b/g;

/**
 * A runbook's text for one alert: TENANT, RUN_ID and VENDOR are filled in, so that nobody has to replace them at night. When
 * none is left, the sentence about them is left out. The installation's own alerts are about no tenant, so their
 * placeholders stay.
 */
export function fillIn(
  text: string,
  { tenantId, runId, facts }: Pick<Alert, "tenantId" | "runId" | "facts">,
): string {
  if (tenantId === PLATFORM_TENANT) return text;
  const { vendor } = facts;
  const known: Readonly<Record<string, string | null>> = {
    TENANT: tenantId,
    RUN_ID: runId,
    VENDOR: typeof vendor === "string" ? vendor : null,
  };
  const fill = (part: string) => part.replaceAll(PLACEHOLDER, (name) => known[name] ?? name);
  const short = fill(text.replace(ABOUT_PLACEHOLDERS, ""));
  return short.search(PLACEHOLDER) < 0 ? short : fill(text);
}
