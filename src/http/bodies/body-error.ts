import { NightshiftError } from "../../errors.ts";

/** A body that cannot be read: too large, cut short, compressed in an unknown way, not JSON. */
export class BodyError extends NightshiftError {
  readonly code = "malformed_request";

  constructor(
    readonly status: 400 | 413 | 415,
    readonly field: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
