import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import { type Clock, systemClock } from "../../clock.ts";
import { createTraceparent } from "../../trace-context.ts";
import type { CallContext } from "../calling/call-context.ts";
import type { Charged } from "../calling/charged.ts";
import { VendorError } from "../calling/vendor-error.ts";
import { boundedFetch, MAX_ANSWER_BYTES } from "../http/bounded-fetch.ts";
import { httpError } from "../http/http-error.ts";
import { failureOfStatus, type HttpFailure } from "../http/http-failure.ts";
import { parseAnswer } from "../http/parse-answer.ts";
import { sendRequest } from "../http/send-request.ts";
import type { VendorConnection } from "../http/vendor-connection.ts";
import { readPauseMs } from "./read-pause-ms.ts";
import { readResponse } from "./read-response.ts";

/** A language model that answers in a given shape. https://platform.openai.com/docs/api-reference/responses */
export interface OpenAi {
  /**
   * `schema` must be an object whose properties are all required (`nullable`, not `optional`): the API's strict mode
   * wants it so. The vendor is asked not to keep the answer.
   */
  respond<Output>(request: OpenAiRequest<Output>, context: CallContext): Promise<Charged<Output>>;
}

export interface OpenAiRequest<Output> {
  readonly model: string;
  readonly instructions: string;
  readonly input: string;
  readonly schema: z.ZodType<Output>;
  /** A name that tells the model what the shape is for. */
  readonly schemaName: string;
  readonly maxOutputTokens: number;
}

const vendor = "openai";
const operation = "respond";

export function createOpenAi(connection: VendorConnection, clock: Clock = systemClock): OpenAi {
  const { apiKey, baseUrl, timeoutMs } = connection;
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    // A second more than ours: the package's limit covers the headers only, ours the whole answer.
    timeout: timeoutMs + 1_000,
    // Otherwise the package reads these from environment variables that are not ours, and logs by itself.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: "off",
    fetch: (url, init) => exchange(url instanceof Request ? url.url : url.toString(), init ?? {}, connection),
  });

  /** Converting a schema to JSON Schema takes longer than the rest of a request. */
  const formats = new WeakMap<z.ZodType, ReturnType<typeof zodTextFormat>>();
  return {
    async respond({ model, instructions, input, schema, schemaName, maxOutputTokens }, { traceId, signal }) {
      if (signal?.aborted === true) throw new VendorError(vendor, "cancelled", { operation });
      const format = formats.get(schema) ?? zodTextFormat(schema, schemaName);
      formats.set(schema, format);
      const answer = await client.responses
        .create(
          {
            model,
            instructions,
            input,
            max_output_tokens: maxOutputTokens,
            store: false,
            text: { format },
          },
          {
            headers: { traceparent: createTraceparent(traceId) },
            ...(signal === undefined ? {} : { signal }),
          },
        )
        .asResponse()
        .then(async (response) => ({ body: await response.text(), pauseMs: readPauseMs(response.headers) }))
        .catch((error: unknown) => {
          throw toVendorError(error, apiKey, clock);
        });
      const { body, pauseMs } = answer;
      return {
        ...readResponse(parseAnswer(body), schema, apiKey),
        ...(pauseMs !== undefined && { pauseMs }),
      };
    },
  };
}

/** The package's `fetch`: one bounded exchange, read to the end before the package sees it. */
async function exchange(url: string, init: RequestInit, connection: VendorConnection): Promise<Response> {
  const { status, headers, text } = await boundedFetch({
    vendor,
    operation,
    url,
    init,
    timeoutMs: connection.timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
    signal: init.signal ?? undefined,
    send: connection.fetch ?? sendRequest,
  });
  const plain = new Headers(headers);
  // The text is decoded already.
  plain.delete("content-encoding");
  plain.delete("content-length");
  return new Response(status === 204 || status === 205 || status === 304 ? null : text, {
    status,
    headers: plain,
  });
}

/** The package's errors repeat the vendor's message, which may quote the key or the prompt, so we keep none of it. */
function toVendorError(error: unknown, apiKey: string, clock: Clock): VendorError {
  if (error instanceof Error && error.cause instanceof VendorError) return error.cause;
  if (error instanceof APIUserAbortError) {
    return new VendorError(vendor, "cancelled", { operation, outcomeUnknown: true });
  }
  if (error instanceof APIConnectionTimeoutError) {
    return new VendorError(vendor, "timeout", { operation, outcomeUnknown: true });
  }
  if (error instanceof APIError && typeof error.status === "number") {
    const failed = FailedAnswer.safeParse(error).data ?? { code: null, type: null };
    const headers = error.headers instanceof Headers ? error.headers : new Headers();
    const answer = { status: error.status, headers, body: undefined };
    return httpError({
      vendor,
      operation,
      answer,
      failure: classify(answer.status, headers, failed),
      secret: apiKey,
      now: clock(),
    });
  }
  return new VendorError(vendor, "bad_request", { operation, vendorCode: "request_not_made" });
}

const FailedAnswer = z.object({
  code: z.string().nullish().catch(null),
  type: z.string().nullish().catch(null),
});

/** The headers give the time until a limit is full again, which may be far longer than one request has to wait. */
const MAX_PAUSE_MS = 60_000;

/** Codes of a 429 that waiting does not fix; `type` is `insufficient_quota` for all of them. */
const QUOTA_CODES: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
]);

function classify(
  status: number,
  headers: Headers,
  { code, type }: z.infer<typeof FailedAnswer>,
): HttpFailure {
  const vendorCode = code ?? type ?? undefined;
  if (status === 429 && (type === "insufficient_quota" || QUOTA_CODES.has(code ?? ""))) {
    return { kind: "quota_exhausted", vendorCode };
  }
  const pauseMs = status === 429 ? readPauseMs(headers) : undefined;
  return {
    ...failureOfStatus(status),
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(pauseMs === undefined ? {} : { retryAfterMs: Math.min(pauseMs, MAX_PAUSE_MS) }),
    ...(headers.get("x-should-retry") === "false" ? { doNotRetry: true } : {}),
  };
}
