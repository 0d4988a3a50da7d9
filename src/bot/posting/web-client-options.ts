import type { Logger } from "@slack/bolt";
import type { WebClientOptions } from "@slack/web-api";

/** How long a call to Slack may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * How we call Slack. No retries of its own: a post that timed out may have been posted, and a rate limit on one channel
 * would hold up all the others; the outbox handles both.
 */
export function webClientOptions(
  logger: Logger,
  slackApiUrl?: string,
  /** Ends calls in progress. */
  stopped?: AbortSignal,
): WebClientOptions {
  return {
    logger,
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    ...(stopped === undefined ? {} : { fetch: fetchUntil(stopped) }),
  };
}

/** A `fetch` whose calls end with `stopped`. */
export function fetchUntil(stopped: AbortSignal): typeof fetch {
  return (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.any([stopped, ...(init?.signal ? [init.signal] : [])]) });
}
