import { NightshiftError } from "../../errors.ts";

/** A key sends more requests than it may. */
export class RateLimitedError extends NightshiftError {
  readonly code = "rate_limited";

  constructor(
    limit: number,
    readonly retryAfterSeconds: number,
  ) {
    super(
      `The key may send ${limit} requests a minute. Try again in ${retryAfterSeconds} s, or send more events at once.`,
    );
  }
}
