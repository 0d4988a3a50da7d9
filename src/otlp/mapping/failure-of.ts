import type { Attributes } from "../decoding/attribute-value.ts";
import type { OtlpSpan } from "../decoding/otlp-schema.ts";

/** Why something failed. */
export interface Failure {
  readonly code: string;
  /** Null if nobody said. */
  readonly message: string | null;
}

const ERROR = 2;

/** Why a span failed, by its status, its `error.type` and the exception it recorded; null if it did not. */
export function failureOf({ status, attributes, events }: OtlpSpan): Failure | null {
  const type = stringOf(attributes, "error.type");
  if (status?.code !== ERROR && type === null) return null;
  const exception = events.findLast(({ name }) => name === "exception")?.attributes;
  const code =
    type ??
    (exception === undefined ? null : stringOf(exception, "exception.type")) ??
    stringOf(attributes, "http.response.status_code") ??
    "error";
  const message =
    status?.message.trim() ||
    (exception === undefined ? null : stringOf(exception, "exception.message")) ||
    null;
  return { code, message };
}

function stringOf({ values }: Attributes, key: string): string | null {
  const value = values.get(key);
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}
