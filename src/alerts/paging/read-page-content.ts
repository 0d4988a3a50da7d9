import type { Database } from "../../database/database.ts";
import { sinceOf } from "../../entities/since-of.ts";
import { type MessageSubject, parseSubject } from "../../messages/message-subject.ts";
import { type AlertNotifier, NOTIFIER_NAMES, type NotifierEvent } from "../../messages/notifier.ts";
import { readIncident } from "../incidents/read-incident.ts";
import { findAlert } from "../lifecycle/alert-store.ts";
import { readPageReference } from "../notify/page-store.ts";
import type { PageContent } from "./create-notifier-channel.ts";

const ACTIONS = {
  pending: null,
  firing: "trigger",
  acknowledged: "acknowledge",
  resolved: "resolve",
} as const;

/**
 * What a notifier reports about an incident right now: its leading alert, and how the incident stands. Null when the target is not configured, when there is no such alert, or
 * when the alert ended before the notifier reported it.
 */
export async function readPageContent(
  {
    database,
    notifiers,
    runbookUrl,
  }: {
    readonly database: Database;
    readonly notifiers: readonly Pick<AlertNotifier, "name" | "isConfigured">[];
    /** The URL of a rule's runbook page; null when there is none. */
    readonly runbookUrl: (ruleId: string) => string | null;
  },
  message: MessageSubject,
  now: Date,
): Promise<PageContent | null> {
  const { tenantId } = message;
  const page = parseSubject(message);
  if (page?.kind !== "alert_page") return null;
  const { kind, alertId } = page;
  const target = NOTIFIER_NAMES.find((known) => known === page.target);
  const isConfigured = notifiers.some((one) => one.name === target && one.isConfigured);
  if (target === undefined || !isConfigured) return null;
  return database.withTenant(tenantId, async (transaction) => {
    const first = await findAlert(transaction, tenantId, alertId);
    const incident = first === null ? null : await readIncident(transaction, first, now);
    if (first === null || incident === null) return null;
    const { leader, state, severity } = incident;
    const action = ACTIONS[state];
    const reference = await readPageReference(transaction, { tenantId, alertId, target });
    if (action === null) return null;
    // PagerDuty may know the alert although its answer was lost, and accepts the end of an alert it does not know.
    if (action === "resolve" && reference === null && target !== "pagerduty") return null;
    const { ruleId, subject, summary, facts } = leader;
    const event: NotifierEvent = {
      // The first event must say that the alert is there.
      action: reference === null && action !== "resolve" ? "trigger" : action,
      // The same whichever alert leads the incident.
      fingerprint: first.fingerprint,
      tenantId,
      alertId,
      ruleId,
      subject,
      severity,
      state,
      summary,
      facts,
      firedAt: sinceOf(leader),
      drill: first.drill === true,
      runbookUrl: runbookUrl(ruleId),
      reference,
    };
    return { kind, target, event };
  });
}
