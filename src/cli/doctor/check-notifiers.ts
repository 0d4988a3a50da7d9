import type { NotifierName } from "../../alerts/notifier.ts";
import type { NotifierSettings } from "../../alerts/notifiers/notifier-settings.ts";
import { createNotifiers } from "../../alerts/notifiers/notifiers.ts";
import { type Finding, ok } from "./finding.ts";

const LABELS: Readonly<Record<NotifierName, readonly [label: string, setting: string]>> = {
  pagerduty: ["PagerDuty", "PAGERDUTY_ROUTING_KEY"],
  sms: ["SMS (Twilio)", "TWILIO_ACCOUNT_SID and its neighbours"],
  email: ["e-mail", "SMTP_URL, SMTP_FROM and SMTP_TO"],
  webhook: ["Slack webhook", "SLACK_WEBHOOK_URL"],
  jira: ["Jira", "JIRA_BASE_URL and its neighbours"],
};

/** Which channels beside Slack are set up. None must be; nobody is asked, since asking would wake people. */
export function checkNotifiers(settings: NotifierSettings): Finding[] {
  return createNotifiers(settings).map(({ name, isConfigured }) => {
    const [label, setting] = LABELS[name];
    return ok(label, isConfigured ? "alerts can go there" : `not set up (set ${setting} to use it)`);
  });
}
