import { RateLimitedError } from "../../kit/rate-limited-error.ts";
import type { RouteContext } from "../../kit/route.ts";

/** Throws RateLimitedError when the caller's key sends too much; says on the answer what is left of its rate. */
export function admitSender({ caller, response, ports }: RouteContext): void {
  if (caller === null) return;
  const { isAdmitted, limit, remaining, resetSeconds, retryAfterSeconds } = ports.ingest.admit(caller.keyId);
  response.set("RateLimit-Limit", String(limit));
  response.set("RateLimit-Remaining", String(remaining));
  response.set("RateLimit-Reset", String(resetSeconds));
  if (!isAdmitted)
    throw new RateLimitedError(
      `The key may send ${limit} requests a minute. Try again in ${retryAfterSeconds} s, or send more events at once.`,
      retryAfterSeconds,
    );
}
