import type { Severity } from "../entities/vocabulary.ts";
import type { NotifierName } from "./notifier.ts";
import type { RuleSettings } from "./rule.ts";

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

/** Rules whose alerts are worth a ticket, too. */
const TICKETS: readonly string[] = ["CC-05"];

/** Who else hears of an alert at once: the tenant's choice for its severity, and a ticket where the rule wants one. */
export function alertNotifiers(
  { severity, ruleId }: { readonly severity: Severity; readonly ruleId: string },
  policy: { readonly notifiers?: Readonly<Partial<Record<Severity, readonly NotifierName[]>>> },
): readonly NotifierName[] {
  const names = new Set(policy.notifiers?.[severity] ?? []);
  if (TICKETS.includes(ruleId)) names.add("jira");
  return [...names];
}
