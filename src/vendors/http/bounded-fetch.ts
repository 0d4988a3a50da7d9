import type { VendorName } from "../../entities/vendor-table.ts";
import { VendorError } from "../calling/vendor-error.ts";
import type { SendRequest } from "./send-request.ts";

/** The largest answer that is read, in bytes after decompression, unless a client says otherwise. */
export const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** One HTTP exchange to make and the limits it must stay within. */
export interface Exchange {
  readonly vendor: VendorName;
  readonly operation: string;
  readonly url: string;
  readonly init: Parameters<SendRequest>[1];
  /** For the whole exchange, the last byte of the answer included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly send: SendRequest;
}

/** An answer with its body read to the end. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One attempt at an HTTP exchange within time and size limits. Redirects are not followed: they would carry the key to
 * an address nobody configured. Errors never hold the cause, because Node's repeats the URL, and a URL may hold a key.
 */
export async function boundedFetch(exchange: Exchange): Promise<ExchangeAnswer> {
  const { vendor, operation, signal } = exchange;
  if (signal?.aborted === true) throw new VendorError(vendor, "cancelled", { operation });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(TIMED_OUT), exchange.timeoutMs);
  const onAbort = () => controller.abort(CANCELLED);
  signal?.addEventListener("abort", onAbort, { once: true });
  let isRead = false;
  try {
    const response = await exchange.send(exchange.url, {
      ...exchange.init,
      redirect: "manual",
      signal: controller.signal,
    });
    const text = await readText(response, exchange);
    isRead = true;
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    if (error instanceof VendorError) throw error;
    if (!controller.signal.aborted) throw networkError(error, exchange);
    const kind = controller.signal.reason === TIMED_OUT ? "timeout" : "cancelled";
    throw new VendorError(vendor, kind, { operation, outcomeUnknown: true });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    // Frees a connection whose answer was not read to the end.
    if (!isRead) controller.abort(CANCELLED);
  }
}

const TIMED_OUT = Symbol("timed out");
const CANCELLED = Symbol("cancelled");

async function readText(
  response: Awaited<ReturnType<SendRequest>>,
  { vendor, operation, maxBytes }: Exchange,
): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new VendorError(vendor, "malformed", {
        operation,
        status: response.status,
        vendorCode: "answer_too_large",
        outcomeUnknown: true,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Codes of Node and undici for a request that was never sent, so it cannot have been carried out. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ERR_INVALID_URL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function networkError(error: unknown, { vendor, operation }: Exchange): VendorError {
  const code = networkCode(error);
  if (code !== undefined && NEVER_SENT.has(code)) {
    return new VendorError(vendor, "network", { operation, vendorCode: code });
  }
  return new VendorError(vendor, "network", {
    operation,
    outcomeUnknown: true,
    ...(code === undefined ? {} : { vendorCode: code }),
  });
}

/** The system's error code, which `fetch` buries one or two causes deep (in an AggregateError if several addresses were tried). */
function networkCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string" && /^[A-Z][A-Z0-9_]+$/.test(at.code)) return at.code;
  }
  return undefined;
}
