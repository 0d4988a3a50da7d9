import type { RequestHandler } from "express";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { RefusalReason } from "../ports/inbox.ts";

/** Largest request Slack's door takes, in bytes. Slack's own stay far below. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** How far Slack's clock and ours may be apart, in seconds, either way. */
const MAX_CLOCK_DISTANCE_S = 300;

/**
 * Stands before Bolt's own check. Bolt refuses old timestamps and wrong signatures, but takes a timestamp from the
 * future, which would let a recorded request be replayed for as long as it is ahead. Everything refused is counted.
 */
export function guardSlackRequest(dependencies: Pick<BotDependencies, "clock" | "inbox">): RequestHandler {
  return (request, response, next) => {
    const refuse = (status: number, reason: RefusalReason): void => {
      dependencies.inbox.countRefusal(reason);
      // Sent again it would be as wrong.
      response.set("X-Slack-No-Retry", "1").status(status).end();
    };
    if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) {
      response.set("Connection", "close");
      refuse(413, "too_large");
      return;
    }
    const { "x-slack-request-timestamp": header, "x-slack-signature": signature } = request.headers;
    if (typeof header !== "string" || typeof signature !== "string") {
      refuse(401, "missing_signature");
      return;
    }
    if (!/^\d{1,12}$/.test(header)) {
      refuse(401, "bad_signature");
      return;
    }
    const ahead = Number(header) - dependencies.clock().getTime() / 1000;
    if (Math.abs(ahead) > MAX_CLOCK_DISTANCE_S) {
      refuse(401, ahead > 0 ? "future_timestamp" : "stale_timestamp");
      return;
    }
    response.once("finish", () => {
      const reason = REASONS[response.statusCode];
      if (reason !== undefined) dependencies.inbox.countRefusal(reason);
    });
    next();
  };
}

/** What it means when Bolt answers with one of these. */
const REASONS: Readonly<Record<number, RefusalReason>> = {
  400: "malformed",
  401: "bad_signature",
  404: "malformed", // well-formed, but nothing Slack sends; Bolt waits its three seconds before it says so
  413: "too_large",
};
