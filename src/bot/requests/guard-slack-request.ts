import { text } from "node:stream/consumers";
import type { Request, RequestHandler } from "express";
import type { RefusalReason } from "../../observability/refusals/access-refusal.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** The largest request accepted from Slack, in bytes; real ones are far smaller. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** How far apart Slack's clock and ours may be, in seconds, either way. */
const MAX_CLOCK_DISTANCE_S = 300;

/**
 * Runs before Bolt's own check. Bolt refuses old timestamps and wrong signatures, but accepts a timestamp from the
 * future, with which a recorded request could be replayed until that time has passed. Everything refused is counted.
 */
export function guardSlackRequest(dependencies: Pick<BotDependencies, "clock" | "inbox">): RequestHandler {
  return (request, response, next) => {
    const type = request.headers["content-type"];
    // Bolt compares the whole header, and would take a form with a charset for JSON.
    if (type !== undefined)
      request.headers["content-type"] = type.split(";")[0]?.trim().toLowerCase() ?? type;
    const refuse = async (status: number, reason: RefusalReason): Promise<void> => {
      const wait = await dependencies.inbox.countRefusal(reason, request.ip ?? null);
      // It would be just as wrong if it were sent again.
      response.set("X-Slack-No-Retry", "1");
      if (wait !== null) response.set("Retry-After", String(wait));
      response.status(wait === null ? status : 429).end();
    };
    if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) {
      response.set("Connection", "close");
      void refuse(413, "too_large");
      return;
    }
    const { "x-slack-request-timestamp": header, "x-slack-signature": signature } = request.headers;
    if (typeof header !== "string" || typeof signature !== "string") {
      void isSslCheck(request).then((isCheck) => {
        // Slack asks now and then whether our certificate is in order, without a signature.
        if (isCheck) response.status(200).end();
        else void refuse(401, "missing_signature");
      });
      return;
    }
    if (!/^\d{1,12}$/.test(header)) {
      void refuse(401, "bad_signature");
      return;
    }
    const ahead = Number(header) - dependencies.clock().getTime() / 1000;
    if (Math.abs(ahead) > MAX_CLOCK_DISTANCE_S) {
      void refuse(401, ahead > 0 ? "future_timestamp" : "stale_timestamp");
      return;
    }
    response.once("finish", () => {
      const reason = REASONS[response.statusCode];
      if (reason !== undefined) void dependencies.inbox.countRefusal(reason, request.ip ?? null);
    });
    next();
  };
}

/** Largest body of a certificate check, in bytes. */
const MAX_CHECK_BYTES = 1024;

/** True for Slack's check of our certificate: a small form with `ssl_check=1`, which asks for nothing. */
async function isSslCheck(request: Request): Promise<boolean> {
  const length = Number(request.headers["content-length"] ?? Number.NaN);
  if (!(length <= MAX_CHECK_BYTES)) return false;
  if (request.headers["content-type"] !== "application/x-www-form-urlencoded") return false;
  try {
    return new URLSearchParams(await text(request)).get("ssl_check") === "1";
  } catch {
    // The connection is gone, and with it whoever asked.
    return false;
  }
}

/** What these answers of Bolt mean. */
const REASONS: Readonly<Record<number, RefusalReason>> = {
  400: "malformed",
  401: "bad_signature",
  404: "malformed", // well-formed, but nothing Slack sends; Bolt answers after three seconds
  413: "too_large",
};
