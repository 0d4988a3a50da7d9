import { NightshiftError } from "../../errors.ts";

/** The path exists, but takes other methods. */
export class MethodNotAllowedError extends NightshiftError {
  readonly code = "method_not_allowed";

  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super(`This path does not take ${method}. It takes ${allowed.join(", ")}.`);
  }
}
