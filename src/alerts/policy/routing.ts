import type { Severity } from "../../entities/vocabulary.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import type { RuleSettings } from "../rulebook/rule.ts";

/** Which channel gets which alerts, by Slack id or name. */
export interface RoutingPolicy {
  /** Where alerts go unless something below says otherwise; null: nowhere. */
  readonly alertChannel: string | null;
  /** Where QA samples and QA alerts go; null: to the alert channel. */
  readonly qaChannel: string | null;
  /** Separate channels for some severities. */
  readonly severityChannels?: Readonly<Partial<Record<Severity, string>>>;
}

/** The channel for an alert's card; null when the tenant has none, and then the caller must report that elsewhere. */
export function alertChannel(
  { severity, topic }: { readonly severity: Severity; readonly topic: RuleSettings["topic"] },
  policy: RoutingPolicy,
): string | null {
  if (topic === "qa" && policy.qaChannel !== null) return policy.qaChannel;
  return policy.severityChannels?.[severity] ?? policy.alertChannel;
}

/**
 * Notifiers of rules whose alerts always leave Slack, whatever the policy says: a failed view refresh pages the person on
 * call, too few candidates open a ticket, and rules about the installation name theirs in their table.
 */
export const RULE_NOTIFIERS: ReadonlyMap<string, readonly NotifierName[]> = new Map<
  string,
  readonly NotifierName[]
>([
  ["MV-01", ["pagerduty"]],
  ["CC-05", ["jira"]],
  ...PLATFORM_RULES.flatMap(({ id, alsoNotify }) =>
    alsoNotify.length === 0 ? [] : [[id, alsoNotify] as const],
  ),
]);

/** Which notifiers report an alert at once: the tenant's for its severity, and the rule's own. */
export function alertNotifiers(
  { severity, ruleId }: { readonly severity: Severity; readonly ruleId: string },
  policy: { readonly notifiers?: Readonly<Partial<Record<Severity, readonly NotifierName[]>>> },
): readonly NotifierName[] {
  return [...new Set([...(policy.notifiers?.[severity] ?? []), ...(RULE_NOTIFIERS.get(ruleId) ?? [])])];
}
