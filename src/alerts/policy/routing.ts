import type { Severity } from "../../entities/vocabulary.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import type { RuleSettings } from "../rulebook/rule.ts";

/** Where a tenant wants to hear of what; channels by Slack id or name. */
export interface RoutingPolicy {
  /** Where alerts go unless something below says otherwise; null: nowhere. */
  readonly alertChannel: string | null;
  /** Where QA samples and QA alerts go; null: to the alert channel. */
  readonly qaChannel: string | null;
  /** Channels of their own for single severities. */
  readonly severityChannels?: Readonly<Partial<Record<Severity, string>>>;
}

/** The channel an alert's card belongs in, or null when the tenant named none (whoever asks must say so somewhere else). */
export function alertChannel(
  { severity, topic }: { readonly severity: Severity; readonly topic: RuleSettings["topic"] },
  policy: RoutingPolicy,
): string | null {
  if (topic === "qa" && policy.qaChannel !== null) return policy.qaChannel;
  return policy.severityChannels?.[severity] ?? policy.alertChannel;
}

/**
 * Rules whose alerts are told outside Slack whatever the policy says: a night without candidates pages whoever is on
 * call, too few of them are worth a ticket, and those of the installation have it in their table.
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

/** Who else hears of an alert at once: the tenant's choice for its severity, and what the rule itself wants. */
export function alertNotifiers(
  { severity, ruleId }: { readonly severity: Severity; readonly ruleId: string },
  policy: { readonly notifiers?: Readonly<Partial<Record<Severity, readonly NotifierName[]>>> },
): readonly NotifierName[] {
  return [...new Set([...(policy.notifiers?.[severity] ?? []), ...(RULE_NOTIFIERS.get(ruleId) ?? [])])];
}
