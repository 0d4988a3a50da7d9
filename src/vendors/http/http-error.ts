import type { VendorName } from "../../entities/vendor-table.ts";
import { VendorError } from "../calling/vendor-error.ts";
import { type HttpAnswer, type HttpFailure, leavesOutcomeUnknown } from "./http-failure.ts";
import { readRetryAfterMs } from "./read-retry-after-ms.ts";
import { readSafeWord } from "./read-safe-word.ts";

/** A call that the vendor answered with a failing status. */
export interface RefusedCall {
  readonly vendor: VendorName;
  readonly operation: string;
  readonly answer: HttpAnswer;
  /** What the answer means. */
  readonly failure: HttpFailure;
  /** The key, which must not be repeated. */
  readonly secret: string;
  readonly now: Date;
}

/** The error of an answer whose status says that the call failed. */
export function httpError(refused: RefusedCall): VendorError {
  const { vendor, operation, failure } = refused;
  const { status, headers } = refused.answer;
  const vendorCode = readSafeWord(failure.vendorCode, refused.secret);
  const retryAfterMs = readRetryAfterMs(headers, refused.now) ?? failure.retryAfterMs;
  return new VendorError(vendor, failure.kind, {
    operation,
    status,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(leavesOutcomeUnknown(status) ? { outcomeUnknown: true } : {}),
    ...(failure.doNotRetry === true ? { doNotRetry: true } : {}),
  });
}
