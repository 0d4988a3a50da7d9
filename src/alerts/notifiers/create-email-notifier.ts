import { createTransport } from "nodemailer";
import type { AlertNotifier, NotifierEvent } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";
import { conditionId, eventLine, eventText, testEvent } from "./describe-event.ts";
import { NotifierError } from "./notifier-error.ts";
import { type NotifierSettings, splitList } from "./notifier-settings.ts";

const TIMEOUT_MS = 10_000;
const MAX_SUBJECT = 150;

/** E-mail over SMTP; the mails about one alert form one conversation. At least once. */
export function createEmailNotifier(settings: NotifierSettings): AlertNotifier {
  const { SMTP_URL: url, SMTP_FROM: from, SMTP_TO: to } = settings;
  const isConfigured = [url, from, to].every((setting) => setting !== undefined);

  const connect = () =>
    createTransport({
      url: url ?? "",
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });

  async function check(): Promise<void> {
    const transport = connect();
    try {
      await transport.verify();
    } catch (error) {
      throw readFailure(error);
    } finally {
      transport.close();
    }
  }

  async function send(event: NotifierEvent): Promise<{ reference: string }> {
    const conversation = `<${event.alertId}.${conditionId(event)}@nightshift>`;
    const isFirst = event.reference === null && event.action === "trigger";
    const transport = connect();
    try {
      await transport.sendMail({
        from,
        to: splitList(to ?? ""),
        subject: eventLine(event, MAX_SUBJECT),
        text: eventText(event),
        ...(isFirst ? { messageId: conversation } : { inReplyTo: conversation, references: conversation }),
      });
    } catch (error) {
      throw readFailure(error);
    } finally {
      transport.close();
    }
    return { reference: conversation };
  }

  return { name: "email", isConfigured, check, send, test: () => send(testEvent(new Date())) };
}

/** Never with its cause, which may contain addresses and passwords. */
function readFailure(error: unknown): NotifierError {
  const status =
    error instanceof Error && "responseCode" in error && typeof error.responseCode === "number"
      ? error.responseCode
      : null;
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unexpected";
  return new NotifierError("email", failureOf(status, code), status === null ? code : `smtp_${status}`);
}

function failureOf(status: number | null, code: string): DeliveryFailure {
  if (code === "EAUTH" || code === "EENVELOPE" || (status !== null && status >= 500)) return "config";
  return status !== null || code === "ECONNECTION" || code === "EDNS" ? "transient" : "unknown_outcome";
}
