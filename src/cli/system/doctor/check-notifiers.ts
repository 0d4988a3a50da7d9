import { createNotifiers } from "../../../alerts/notifiers/create-notifiers.ts";
import { NotifierError } from "../../../alerts/notifiers/notifier-error.ts";
import type { NotifierSettings } from "../../../alerts/notifiers/notifier-settings.ts";
import type { AlertNotifier, NotifierName } from "../../../messages/notifier.ts";
import { type DoctorFinding, fail, ok } from "./doctor-finding.ts";

const LABELS: Readonly<Record<NotifierName, readonly [label: string, setting: string]>> = {
  pagerduty: ["PagerDuty", "PAGERDUTY_ROUTING_KEY"],
  sms: ["SMS (Twilio)", "TWILIO_ACCOUNT_SID and its neighbours"],
  email: ["e-mail", "SMTP_URL, SMTP_FROM and SMTP_TO"],
  webhook: ["Slack webhook", "SLACK_WEBHOOK_URL"],
  jira: ["Jira", "JIRA_BASE_URL and its neighbours"],
};

/** Which channels besides Slack are set up, and whether their settings are accepted. None is required, and nobody is notified. */
export function checkNotifiers(settings: NotifierSettings): Promise<DoctorFinding[]> {
  return Promise.all(createNotifiers(settings).map(checkNotifier));
}

async function checkNotifier({ name, isConfigured, check }: AlertNotifier): Promise<DoctorFinding> {
  const [label, setting] = LABELS[name];
  if (!isConfigured) return ok(label, `not set up (set ${setting} to use it)`);
  if (check === null)
    return ok(label, `set up; \`node_modules/.bin/nightshift notifiers test ${name}\` says whether it works`);
  try {
    await check();
    return ok(label, "its settings are taken");
  } catch (error) {
    if (!(error instanceof NotifierError)) throw error;
    return fail(label, error.word, error.message);
  }
}
