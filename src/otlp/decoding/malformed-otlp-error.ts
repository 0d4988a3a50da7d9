import { NightshiftError } from "../../errors.ts";

/** The body is not the message it should be; sending it again does not help. */
export class MalformedOtlpError extends NightshiftError {
  readonly code = "malformed_request";
}
