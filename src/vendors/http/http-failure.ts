import type { VendorErrorKind } from "../calling/vendor-error.ts";

/** An HTTP answer that was read to its end. `body` is undefined when it was not JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What a failed answer means in our vocabulary. */
export interface HttpFailure {
  readonly kind: VendorErrorKind;
  readonly vendorCode?: string | undefined;
  /** How long to wait where the answer's Retry-After does not say. */
  readonly retryAfterMs?: number | undefined;
  readonly doNotRetry?: true;
}

/** What a status means where the vendor's documentation says nothing else about it. */
export function failureOfStatus(status: number): HttpFailure {
  if (status < 400) return { kind: "malformed", vendorCode: "redirect" };
  if (status >= 500) return { kind: "server" };
  return { kind: KIND_OF_STATUS.get(status) ?? "bad_request" };
}

const KIND_OF_STATUS: ReadonlyMap<number, VendorErrorKind> = new Map([
  [401, "auth"],
  [402, "quota_exhausted"],
  [403, "forbidden_plan"],
  [404, "not_found"],
  [408, "timeout"],
  [409, "server"],
  [410, "not_found"],
  [425, "server"],
  [429, "rate_limited"],
  [451, "legal"],
  [499, "timeout"],
]);

/** True where a gateway gave up waiting: the service behind it may have done the work. */
export function leavesOutcomeUnknown(status: number): boolean {
  return GAVE_UP_WAITING.has(status);
}

const GAVE_UP_WAITING: ReadonlySet<number> = new Set([408, 499, 502, 504, 520, 522, 524]);
