import type { z } from "zod";
import { type Clock, systemClock } from "../../clock.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import { createTraceparent } from "../../trace-context.ts";
import type { CallContext } from "../calling/call-context.ts";
import { VendorError } from "../calling/vendor-error.ts";
import { boundedFetch, MAX_ANSWER_BYTES } from "./bounded-fetch.ts";
import { httpError } from "./http-error.ts";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "./http-failure.ts";
import { parseAnswer } from "./parse-answer.ts";
import { readShape } from "./read-shape.ts";
import { sendRequest } from "./send-request.ts";
import type { VendorConnection } from "./vendor-connection.ts";

/** A JSON request to one operation of a vendor. */
export interface JsonRequest<Answer> {
  readonly operation: string;
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Overrides the connection's. */
  readonly timeoutMs?: number;
  /** The fields we use of a good answer. */
  readonly answer: z.ZodType<Answer>;
  /** Receives the headers of a good answer. */
  readonly onHeaders?: (headers: Headers) => void;
}

export interface JsonClient {
  /** One attempt: the fields we use, or a VendorError. */
  request<Answer>(request: JsonRequest<Answer>, context: CallContext): Promise<Answer>;
}

/** How all our clients speak JSON over HTTP. `classify` says what a failed answer of this vendor means. */
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
      context.onRequest?.();
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
        send: connection.fetch ?? sendRequest,
      });
      const at = { vendor, operation, status: received.status };
      const parsed = parseAnswer(received.text);
      if (received.status < 200 || received.status > 299) {
        const failed = { status: received.status, headers: received.headers, body: parsed };
        throw httpError({
          vendor,
          operation,
          answer: failed,
          failure: classify(failed),
          secret: connection.apiKey,
          now: clock(),
        });
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
