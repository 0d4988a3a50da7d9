import { NightshiftError } from "../../errors.ts";

/** Too many requests; the message says of what kind, and when to try again. */
export class RateLimitedError extends NightshiftError {
  readonly code = "rate_limited";

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}
