import type { Response } from "express";
import { RateLimitedError } from "../../kit/rate-limited-error.ts";
import type { IngestPort, Sender } from "../../ports/ingest-port.ts";
import type { Caller } from "../../ports/key-port.ts";

/** For whom the caller speaks, provided its rate allows it; says on the answer what is left of it. */
export function admitSender(caller: Caller, response: Response, ingest: Pick<IngestPort, "admit">): Sender {
  const { isAdmitted, limit, remaining, resetSeconds, retryAfterSeconds } = ingest.admit(caller.keyId);
  response.set("RateLimit-Limit", String(limit));
  response.set("RateLimit-Remaining", String(remaining));
  response.set("RateLimit-Reset", String(resetSeconds));
  if (!isAdmitted) {
    response.set("Retry-After", String(retryAfterSeconds));
    throw new RateLimitedError(limit, retryAfterSeconds);
  }
  return { tenantId: caller.tenantId, boundTo: caller.agentIds };
}
