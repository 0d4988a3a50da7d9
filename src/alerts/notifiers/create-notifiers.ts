import type { AlertNotifier } from "../../messages/notifier.ts";
import { redactValue } from "../../redaction.ts";
import { createEmailNotifier } from "./create-email-notifier.ts";
import { createJiraNotifier } from "./create-jira-notifier.ts";
import { createPagerdutyNotifier } from "./create-pagerduty-notifier.ts";
import { createSmsNotifier } from "./create-sms-notifier.ts";
import { createWebhookNotifier } from "./create-webhook-notifier.ts";
import type { NotifierSettings } from "./notifier-settings.ts";

/** Every notifier; a new one is one file and one line here. */
export function createNotifiers(settings: NotifierSettings): readonly AlertNotifier[] {
  return [
    createPagerdutyNotifier(settings),
    createSmsNotifier(settings),
    createEmailNotifier(settings),
    createWebhookNotifier(settings),
    createJiraNotifier(settings),
  ].map(masked);
}

/** The notifier, which is told nothing of what people or sites wrote but with addresses and secrets masked. */
function masked(notifier: AlertNotifier): AlertNotifier {
  return {
    ...notifier,
    send: (event) =>
      notifier.send({
        ...event,
        subject: redactValue(event.subject),
        summary: redactValue(event.summary),
        facts: redactValue(event.facts),
      }),
  };
}
