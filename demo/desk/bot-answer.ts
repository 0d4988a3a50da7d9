import type { BotReply } from "./bot-client.ts";
import type { BotAnswer } from "./desk.ts";

export const OK: BotAnswer = { isOk: true };

/** The bot's reply, in the words shown to the person who caused it. */
export function answered(reply: BotReply): BotAnswer {
  return reply.isOk ? OK : { isOk: false, code: reply.code, problem: problemOf(reply.code) };
}

/** The sentence Slack puts next to what failed. */
export function problemOf(code: "operation_timeout" | "dispatch_failed"): string {
  return code === "operation_timeout"
    ? "Operation timed out. Apps need to respond within 3 seconds. (operation_timeout)"
    : "This app did not respond as it should. (dispatch_failed)";
}
