import type { Random } from "../../random.ts";
import type { VendorError } from "./vendor-error.ts";

/** How often, when and after what a vendor's calls are repeated, and when they are given up for a while. */
export interface RetryPolicy {
  /** The first included. */
  readonly maxAttempts: number;
  /** The longest wait before the second attempt; doubles with each further one. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** A vendor that asks for a longer wait than this is not waited for. */
  readonly maxRetryAfterMs: number;
  /** Operations that are charged again when repeated, and cost too much for that. All others may be repeated. */
  readonly retryable: Readonly<Record<string, "never-after-timeout">>;
  readonly breaker: {
    /** Consecutive failures of the vendor's own (server, network, timeout) after which it is left alone. */
    readonly failuresToOpen: number;
    readonly coolDownMs: number;
  };
}

/**
 * How long to wait before the next attempt, in milliseconds, or null when there must be none. Exponential backoff with
 * full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); a wait the vendor asked for
 * is a minimum, with jitter on top so that the calls it stopped do not all come back at once.
 */
export function nextDelayMs(
  policy: RetryPolicy,
  failed: { readonly error: VendorError; readonly attempt: number },
  random: Random,
): number | null {
  const { error, attempt } = failed;
  if (attempt >= policy.maxAttempts || !mayRepeat(policy, error)) return null;
  const { retryAfterMs = 0 } = error.facts;
  if (retryAfterMs > policy.maxRetryAfterMs) return null;
  if (retryAfterMs > 0) return retryAfterMs + Math.floor(random() * policy.baseDelayMs);
  return Math.floor(random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1)));
}

/** Only what may be different the next time, and only where a second charge is not the price of finding out. */
function mayRepeat(policy: RetryPolicy, { kind, facts }: VendorError): boolean {
  if (facts.doNotRetry === true) return false;
  if (kind !== "rate_limited" && kind !== "server" && kind !== "network" && kind !== "timeout") return false;
  return facts.outcomeUnknown !== true || policy.retryable[facts.operation] !== "never-after-timeout";
}
