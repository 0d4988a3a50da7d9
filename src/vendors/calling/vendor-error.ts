import type { Charge } from "../../charge.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import { NightshiftError } from "../../errors.ts";

/**
 * What went wrong with a vendor call, in one vocabulary for all vendors:
 * `rate_limited` wait and retry · `quota_exhausted` a human must act · `auth` the key · `forbidden_plan` the plan ·
 * `bad_request` our fault · `not_found` · `legal` withheld by law (HTTP 451) · `timeout` outcome unknown ·
 * `server` the vendor's fault · `network` never reached or cut off · `malformed` an answer of an unexpected shape ·
 * `circuit_open` not called, because earlier calls showed it is pointless now · `cancelled` we stopped waiting.
 */
export type VendorErrorKind =
  | "rate_limited"
  | "quota_exhausted"
  | "auth"
  | "forbidden_plan"
  | "bad_request"
  | "not_found"
  | "legal"
  | "timeout"
  | "server"
  | "network"
  | "malformed"
  | "circuit_open"
  | "cancelled";

/** A vendor call that failed. Never carries a key, an e-mail address, a prompt or a query string. */
export class VendorError extends NightshiftError {
  readonly code: `${VendorName}_${VendorErrorKind}`;

  constructor(
    readonly vendor: VendorName,
    readonly kind: VendorErrorKind,
    readonly facts: {
      /** What was called, e.g. `search` or `validate_batch`. */
      readonly operation: string;
      /** HTTP status, if there was an answer. */
      readonly status?: number;
      /** The vendor's own error code or the field of an answer that was malformed. */
      readonly vendorCode?: string;
      /** How long the vendor asked us to wait; for `circuit_open`, when a call may be let through again. */
      readonly retryAfterMs?: number;
      /** The vendor may have carried out and charged the call: keep the reservation until it is reconciled. */
      readonly outcomeUnknown?: true;
      /** What the failed call cost anyway, if the vendor said so (a truncated answer is billed). */
      readonly charge?: Charge;
      /** The vendor said that repeating the call is pointless. */
      readonly doNotRetry?: true;
    },
    options?: { cause?: unknown },
  ) {
    const status = facts.status === undefined ? "" : ` (HTTP ${facts.status})`;
    const detail = facts.vendorCode === undefined ? "" : `: ${facts.vendorCode}`;
    super(`${vendor} ${facts.operation} failed, ${kind}${status}${detail}`, options);
    this.code = `${vendor}_${kind}`;
  }
}
