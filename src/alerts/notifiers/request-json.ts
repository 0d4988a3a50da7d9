import type { NotifierName } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";
import { readRetryAfterMs } from "../../vendors/http/read-retry-after-ms.ts";
import { NotifierError } from "./notifier-error.ts";

/** A request to a receiver of alerts. */
export interface NotifierRequest {
  readonly notifier: NotifierName;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** POST when absent. */
  readonly method?: "GET" | "POST";
  /** Sent as JSON, or as a form when it is URLSearchParams; a GET has none. */
  readonly body?: unknown;
  /** Sending it twice does no harm, so a lost answer is not a problem. */
  readonly isRepeatable: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_CHARACTERS = 100_000;

/** Makes one attempt; returns the answer's JSON (undefined when it is not JSON) or throws a NotifierError. Redirects are not followed: they would forward the key. */
export async function requestJson({
  notifier,
  url,
  headers,
  method = "POST",
  body,
  isRepeatable,
  timeoutMs = TIMEOUT_MS,
}: NotifierRequest): Promise<unknown> {
  const unsure: DeliveryFailure = isRepeatable ? "transient" : "unknown_outcome";
  const isForm = body instanceof URLSearchParams;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json",
        "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body.toString() : JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = (await response.text()).slice(0, MAX_ANSWER_CHARACTERS);
  } catch {
    // Node's error contains the URL, and a URL may contain a key.
    throw new NotifierError(notifier, unsure, "no_answer");
  }
  const { status } = response;
  if (status >= 200 && status < 300) return parse(text);
  if (status === 429) {
    const wait = readRetryAfterMs(response.headers, new Date());
    throw new NotifierError(notifier, "retry_after", "http_429", wait ?? DEFAULT_WAIT_MS);
  }
  throw new NotifierError(notifier, failureOf(status, unsure), `http_${status}`);
}

const DEFAULT_WAIT_MS = 60_000;

function failureOf(status: number, unsure: DeliveryFailure): DeliveryFailure {
  if (status >= 500) return unsure;
  if (status === 408 || status === 425) return "transient";
  return status === 400 || status === 413 || status === 422 ? "rejected" : "config";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
