import type { AlertNotifier, NotifierEvent } from "../../messages/notifier.ts";
import { conditionId, eventLine, testEvent } from "./describe-event.ts";
import type { NotifierSettings } from "./notifier-settings.ts";
import { requestJson } from "./request-json.ts";

/** A Slack incoming webhook: needs neither bot nor token, so it works when those fail. Its messages cannot be edited or looked up: at least once. */
export function createWebhookNotifier({ SLACK_WEBHOOK_URL: url }: NotifierSettings): AlertNotifier {
  async function send(event: NotifierEvent): Promise<{ reference: string }> {
    const runbook = event.runbookUrl === null ? "" : `\n<${event.runbookUrl}|Runbook>`;
    const text = `${escapeMarkup(eventLine(event))}${runbook}`;
    await requestJson({ notifier: "webhook", url: url ?? "", body: { text }, isRepeatable: false });
    return { reference: conditionId(event) };
  }
  return {
    name: "webhook",
    isConfigured: url !== undefined,
    check: null,
    send,
    test: () => send(testEvent(new Date())),
  };
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
