/** The notifiers' settings; a notifier without its settings is not used. */
export interface NotifierSettings {
  readonly PAGERDUTY_ROUTING_KEY?: string | undefined;
  readonly PAGERDUTY_BASE_URL: string;
  readonly JIRA_BASE_URL?: string | undefined;
  readonly JIRA_EMAIL?: string | undefined;
  readonly JIRA_API_TOKEN?: string | undefined;
  readonly JIRA_PROJECT?: string | undefined;
  readonly JIRA_ISSUE_TYPE: string;
  readonly SMTP_URL?: string | undefined;
  readonly SMTP_FROM?: string | undefined;
  readonly SMTP_TO?: string | undefined;
  readonly TWILIO_ACCOUNT_SID?: string | undefined;
  readonly TWILIO_AUTH_TOKEN?: string | undefined;
  readonly TWILIO_FROM?: string | undefined;
  readonly TWILIO_TO?: string | undefined;
  readonly TWILIO_BASE_URL: string;
  readonly SLACK_WEBHOOK_URL?: string | undefined;
}

/** A base URL without trailing slashes. */
export function withoutSlash(url: string): string {
  return url.replace(/(?<!\/)\/+$/, "");
}

/** A comma-separated list of addresses or numbers. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
