import { errorFields } from "../../logger.ts";
import { redact, truncate } from "../../redaction.ts";
import { encodeSpans } from "./encode-spans.ts";
import type { Span } from "./span.ts";

/** Where spans go, and as whose. */
export interface SpanReceiver {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
}

/**
 * How a request ended: `sent`; `away`: nobody answered, or asked to try again later; `refused`: trying again would change
 * nothing. `problem` says why.
 */
export type Sending =
  | { readonly end: "sent" }
  | { readonly end: "away" | "refused"; readonly problem: string };

const ANSWER_WITHIN_MS = 10_000;
/** What the protocol has a client try again. https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
const MOST_PROBLEM = 200;

/** Sends spans in one request of OTLP/HTTP. Never throws: what goes wrong at a collector is no failure of the run. */
export async function sendSpans(
  { url, headers, serviceName }: SpanReceiver,
  spans: readonly Span[],
  signal: AbortSignal,
): Promise<Sending> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-protobuf" },
      body: Buffer.from(encodeSpans(spans, serviceName)),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    await response.body?.cancel();
    if (response.ok) return { end: "sent" };
    const end = RETRYABLE.has(response.status) ? "away" : "refused";
    return { end, problem: `it answered HTTP ${response.status}` };
  } catch (error) {
    return { end: "away", problem: truncate(redact(errorFields(error).errorMsg ?? ""), MOST_PROBLEM) };
  }
}
