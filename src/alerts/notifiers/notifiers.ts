import type { AlertNotifier } from "../../messages/notifier.ts";
import { createEmailNotifier } from "./email.ts";
import { createJiraNotifier } from "./jira.ts";
import type { NotifierSettings } from "./notifier-settings.ts";
import { createPagerdutyNotifier } from "./pagerduty.ts";
import { createSmsNotifier } from "./sms.ts";
import { createWebhookNotifier } from "./webhook.ts";

/** Everybody who can be told outside Slack's API; a new one is one file and one line here. */
export function createNotifiers(settings: NotifierSettings): readonly AlertNotifier[] {
  return [
    createPagerdutyNotifier(settings),
    createSmsNotifier(settings),
    createEmailNotifier(settings),
    createWebhookNotifier(settings),
    createJiraNotifier(settings),
  ];
}
