import { createHmac } from "node:crypto";
import type { Clock } from "../../src/clock.ts";
import { requireLoopbackBot } from "./require-loopback-bot.ts";

/** How long Slack waits for an answer, in milliseconds. */
const ACK_TIMEOUT_MS = 3000;

/** The bot's reply: a body, or the name Slack gives the failure. */
export type BotReply =
  | { isOk: true; body: string }
  | { isOk: false; code: "operation_timeout" | "dispatch_failed" };

export interface BotClient {
  /** A slash command or an interaction: a form. */
  sendForm(form: Readonly<Record<string, string>>): Promise<BotReply>;
  /** An event: JSON. */
  sendEvent(event: unknown, retry?: { number: number; reason: string }): Promise<BotReply>;
}

interface BotClientOptions {
  botUrl: string | (() => string);
  signingSecret: string;
  clock: Clock;
  ackTimeoutMs?: number;
}

/** Speaks to the bot as Slack does: signed, and with three seconds of patience. */
export function createBotClient({
  botUrl,
  signingSecret,
  clock,
  ackTimeoutMs = ACK_TIMEOUT_MS,
}: BotClientOptions): BotClient {
  async function send(
    body: string,
    contentType: string,
    extra: Readonly<Record<string, string>>,
  ): Promise<BotReply> {
    const target = new URL(
      "/slack/events",
      requireLoopbackBot(typeof botUrl === "string" ? botUrl : botUrl()),
    );
    const timestamp = String(Math.floor(clock().getTime() / 1000));
    const signature = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
    try {
      const response = await fetch(target, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(ackTimeoutMs),
        headers: {
          "content-type": contentType,
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          "x-slack-request-timestamp": timestamp,
          "x-slack-signature": `v0=${signature}`,
          ...extra,
        },
        body,
      });
      const text = await response.text();
      return response.ok ? { isOk: true, body: text } : { isOk: false, code: "dispatch_failed" };
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === "TimeoutError";
      return { isOk: false, code: isTimeout ? "operation_timeout" : "dispatch_failed" };
    }
  }

  return {
    sendForm: (form) => send(new URLSearchParams(form).toString(), "application/x-www-form-urlencoded", {}),
    sendEvent: (event, retry) =>
      send(
        JSON.stringify(event),
        "application/json",
        retry ? { "x-slack-retry-num": String(retry.number), "x-slack-retry-reason": retry.reason } : {},
      ),
  };
}
