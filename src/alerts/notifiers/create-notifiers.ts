import type { AlertNotifier } from "../../messages/notifier.ts";
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
  ];
}
