import { z } from "zod";
import type { AlertNotifier, NotifierEvent } from "../../messages/notifier.ts";
import { conditionId, eventLine, testEvent } from "./describe-event.ts";
import { type NotifierSettings, splitList, withoutSlash } from "./notifier-settings.ts";
import { requestJson } from "./request-json.ts";

/** Two SMS segments, to limit the cost. */
const MAX_TEXT = 300;

const Sent = z.object({ sid: z.string().min(1) });

/** SMS through Twilio's Messages API: https://www.twilio.com/docs/messaging/api/message-resource. Each number is told at least once that an alert fired, and nothing else. */
export function createSmsNotifier(settings: NotifierSettings): AlertNotifier {
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: from, TWILIO_TO: to } = settings;
  const isConfigured = [sid, token, from, to].every((setting) => setting !== undefined);
  const account = `${withoutSlash(settings.TWILIO_BASE_URL)}/2010-04-01/Accounts/${encodeURIComponent(sid ?? "")}`;
  const url = `${account}/Messages.json`;
  const headers = { authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString("base64")}` };

  async function send(event: NotifierEvent): Promise<{ reference: string }> {
    // The end of an alert can wait until morning.
    if (event.action !== "trigger") return { reference: event.reference ?? conditionId(event) };
    let reference = conditionId(event);
    for (const number of splitList(to ?? "")) {
      const body = new URLSearchParams({ To: number, From: from ?? "", Body: eventLine(event, MAX_TEXT) });
      const answer = await requestJson({ notifier: "sms", url, headers, body, isRepeatable: false });
      reference = Sent.safeParse(answer).data?.sid ?? reference;
    }
    return { reference };
  }

  async function check(): Promise<void> {
    const own = `${account}.json`;
    await requestJson({ notifier: "sms", url: own, method: "GET", headers, isRepeatable: true });
  }

  return { name: "sms", isConfigured, check, send, test: () => send(testEvent(new Date())) };
}
