import type { z } from "zod";
import { type Clock, systemClock } from "../../clock.ts";
import { createTraceparent } from "../../trace-context.ts";
import { boundedFetch, MAX_ANSWER_BYTES } from "./bounded-fetch.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure, leavesOutcomeUnknown } from "./http-failure.ts";
import { readShape } from "./read-shape.ts";
import { readRetryAfterMs } from "./retry-after.ts";
import { readSafeWord } from "./safe-word.ts";
import { type CallContext, VendorError, type VendorName } from "./vendor.ts";

/** What every vendor's client is made from. */
export interface VendorConnection {
  readonly apiKey: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** For one attempt, the last byte of the answer included. */
  readonly timeoutMs: number;
  readonly fetch?: typeof globalThis.fetch;
}

/** A JSON request to one operation of a vendor. */
export interface JsonRequest<Answer> {
  readonly operation: string;
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Instead of the connection's. */
  readonly timeoutMs?: number;
  /** The fields we use of a good answer. */
  readonly answer: z.ZodType<Answer>;
  /** Told the headers of a good answer. */
  readonly onHeaders?: (headers: Headers) => void;
}

export interface JsonClient {
  /** One attempt: the answer's used fields, or a VendorError. */
  request<Answer>(request: JsonRequest<Answer>, context: CallContext): Promise<Answer>;
}

/** The one way our clients speak JSON over HTTP. `classify` says what a failed answer of this vendor means. */
export function createJsonClient(options: {
  readonly vendor: VendorName;
  readonly connection: VendorConnection;
  readonly classify?: (answer: HttpAnswer) => HttpFailure;
  readonly maxAnswerBytes?: number;
  readonly clock?: Clock;
}): JsonClient {
  const { vendor, connection, classify = ({ status }) => failureOfStatus(status) } = options;
  const { maxAnswerBytes = MAX_ANSWER_BYTES, clock = systemClock } = options;

  return {
    async request({ operation, method, url, headers, body, timeoutMs, answer, onHeaders }, context) {
      const received = await boundedFetch({
        vendor,
        operation,
        url,
        init: {
          method,
          headers: {
            accept: "application/json",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            traceparent: createTraceparent(context.traceId),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        timeoutMs: timeoutMs ?? connection.timeoutMs,
        maxBytes: maxAnswerBytes,
        signal: context.signal,
        fetch: connection.fetch ?? globalThis.fetch,
      });
      const at = { vendor, operation, status: received.status };
      const parsed = parseJson(received.text);
      if (received.status < 200 || received.status > 299) {
        const failed = { status: received.status, headers: received.headers, body: parsed };
        throw httpError(at, failed, classify(failed), connection.apiKey, clock());
      }
      if (parsed === undefined) {
        throw new VendorError(vendor, "malformed", {
          operation,
          status: received.status,
          vendorCode: "not_json",
          outcomeUnknown: true,
        });
      }
      onHeaders?.(received.headers);
      return readShape(answer, parsed, at);
    },
  };
}

/** The error of an answer whose status says that the call failed. */
export function httpError(
  { vendor, operation }: { readonly vendor: VendorName; readonly operation: string },
  { status, headers }: HttpAnswer,
  failure: HttpFailure,
  secret: string,
  now: Date,
): VendorError {
  const vendorCode = readSafeWord(failure.vendorCode, secret);
  const retryAfterMs = readRetryAfterMs(headers, now) ?? failure.retryAfterMs;
  return new VendorError(vendor, failure.kind, {
    operation,
    status,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(leavesOutcomeUnknown(status) ? { outcomeUnknown: true } : {}),
    ...(failure.doNotRetry === true ? { doNotRetry: true } : {}),
  });
}

/**
 * A text as JSON; undefined when it is anything else (a proxy's HTML page, an empty body). Its strings lose what Postgres
 * has no room for, null characters and half surrogate pairs: an answer that was paid for can then be stored.
 */
export function parseJson(text: string): unknown {
  try {
    return UNSTORABLE.test(text) ? JSON.parse(text, storable) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON can only write them as escapes, and whole pairs too. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

function storable(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "") : value;
}

/** A base URL and a path under it, whether or not the base ends in a slash. */
export function joinUrl(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, "")}${path}`;
}
