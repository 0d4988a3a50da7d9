import type { AlertNotifier, NotifierEvent } from "../../messages/notifier.ts";
import { conditionId, eventLine, testEvent } from "./describe-event.ts";
import { type NotifierSettings, withoutSlash } from "./notifier-settings.ts";
import { requestJson } from "./request-json.ts";

/** PagerDuty's words for our severities. */
const SEVERITY = { critical: "critical", high: "error", medium: "warning", low: "info" } as const;
/** The longest summary and key it accepts. */
const MAX_SUMMARY = 1024;
const MAX_DEDUP_KEY = 255;

/** PagerDuty, Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview. The fingerprint de-duplicates. */
export function createPagerdutyNotifier(settings: NotifierSettings): AlertNotifier {
  const { PAGERDUTY_ROUTING_KEY: routingKey, PAGERDUTY_BASE_URL } = settings;
  const url = `${withoutSlash(PAGERDUTY_BASE_URL)}/v2/enqueue`;

  async function send(event: NotifierEvent): Promise<{ reference: string }> {
    const dedupKey = event.fingerprint.length <= MAX_DEDUP_KEY ? event.fingerprint : conditionId(event);
    await requestJson({ notifier: "pagerduty", url, body: body(event, dedupKey), isRepeatable: true });
    return { reference: dedupKey };
  }

  function body(event: NotifierEvent, dedupKey: string) {
    const about = { routing_key: routingKey, event_action: event.action, dedup_key: dedupKey };
    if (event.action !== "trigger") return about;
    return {
      ...about,
      client: "nightshift",
      payload: {
        summary: eventLine(event, MAX_SUMMARY),
        source: `nightshift:${event.tenantId}`,
        severity: SEVERITY[event.severity],
        timestamp: event.firedAt.toISOString(),
        component: event.subject,
        group: event.tenantId,
        class: event.ruleId,
        custom_details: event.drill ? { ...event.facts, drill: "yes" } : event.facts,
      },
      links: event.runbookUrl === null ? [] : [{ href: event.runbookUrl, text: "Runbook" }],
    };
  }

  return {
    name: "pagerduty",
    isConfigured: routingKey !== undefined,
    check: null,
    send,
    async test() {
      const event = testEvent(new Date());
      await send(event);
      return send({ ...event, action: "resolve" });
    },
  };
}
