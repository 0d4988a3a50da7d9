import { hash } from "node:crypto";

/** One piece of work of a run, as OpenTelemetry shows it. */
export interface Span {
  readonly traceId: string;
  /** 16 hex digits: the same for the same work, so that spans that are sent twice are one. */
  readonly spanId: string;
  /** Null for the run itself. */
  readonly parentSpanId: string | null;
  readonly name: string;
  /** `client`: a call of somebody else. */
  readonly kind: "internal" | "client";
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Why it failed; null unless it did. */
  readonly error: { readonly type: string; readonly message: string } | null;
  /** Attributes without a value are left out. */
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
}

/** The id of the span of something that is named by these parts. Never all zero, but once in 2^64. */
export function spanIdOf(...parts: readonly string[]): string {
  return hash("sha256", parts.join("\0"), "hex").slice(0, 16);
}
