import type { VENDOR_NAMES } from "../../entities/vocabulary.ts";
import { NightshiftError } from "../../errors.ts";

/** One of those we pay, call or write to during a night. */
export type VendorName = (typeof VENDOR_NAMES)[number];

/**
 * What went wrong with a vendor call, in one vocabulary for all vendors:
 * `rate_limited` wait and retry · `quota_exhausted` a human must act · `auth` the key · `forbidden_plan` the plan ·
 * `bad_request` our fault · `not_found` · `legal` withheld by law (HTTP 451) · `timeout` outcome unknown ·
 * `server` theirs · `network` never reached or cut off · `malformed` an answer of an unexpected shape ·
 * `circuit_open` not called, because earlier calls say it is no use now · `cancelled` we stopped waiting ourselves.
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
      /** HTTP status, when one came. */
      readonly status?: number;
      /** The vendor's own error code or the field of an answer that was malformed. */
      readonly vendorCode?: string;
      /** How long the vendor asked us to wait; for `circuit_open`, when a call may be let through again. */
      readonly retryAfterMs?: number;
      /** The vendor may have done, and charged, what was asked: keep the reservation until it is reconciled. */
      readonly outcomeUnknown?: true;
      /** What the failed call cost all the same, when the vendor said so (an answer cut short is billed). */
      readonly charge?: Charge;
      /** The vendor said that repeating the call is no use. */
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

/** What every call carries besides its own arguments. */
export interface CallContext {
  /** Sent as the `traceparent` header (W3C trace context). */
  readonly traceId: string;
  /** Aborts the call when the run is stopped. */
  readonly signal?: AbortSignal;
}

/** How much of what we pay by an answer used, as the vendor says it (or as its documentation prices it). */
export type Charge =
  | { readonly unit: "credit"; readonly quantity: number }
  | {
      readonly unit: "token";
      /** The model that answered. */
      readonly model: string;
      /** Total input, cached parts included (OpenTelemetry's convention). */
      readonly inputTokens: number;
      readonly cachedInputTokens: number;
      /** Of the input, what was written to the cache; absent where the vendor does not say. */
      readonly cacheWriteTokens?: number;
      readonly outputTokens: number;
    }
  | { readonly unit: "none" };

/** A vendor's answer with what it cost. */
export interface Charged<Value> {
  readonly value: Value;
  readonly charge: Charge;
  /** The answer's headers said that this was the last call of its window: how long until the next may go. */
  readonly pauseMs?: number;
}

/** One attempt at a call, told to whoever keeps the records (the runner's recorder). */
export interface VendorAttempt {
  readonly vendor: VendorName;
  readonly operation: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly outcome: "success" | "error";
  /** On error. */
  readonly error?: VendorError;
  /** On success, and on an error the vendor charged for. */
  readonly charge?: Charge;
  readonly durationMs: number;
  /** When another attempt follows: how long until then. */
  readonly retryInMs?: number;
}

export type OnAttempt = (attempt: VendorAttempt) => void;
