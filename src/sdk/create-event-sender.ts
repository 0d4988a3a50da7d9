import type { DropReason } from "./reporter.ts";

/** Events could not be delivered for now; they are sent again. */
export class UndeliveredError extends Error {
  constructor(
    message: string,
    /** How long the server asks to wait, in milliseconds; null: it does not say. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = "UndeliveredError";
  }
}

export interface EventSenderOptions {
  readonly url: string;
  readonly key: string;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
  readonly onSent: (events: number) => void;
  readonly onDropped: (reason: DropReason, events: number, message: string) => void;
}

/** Longest that a server may make us wait, in milliseconds. */
const MOST_RETRY_AFTER_MS = 60_000;

/**
 * Sends events, each of them JSON. What nightshift stored or refused is counted and over; UndeliveredError is for what
 * may work later: no answer, 408, 429, 5xx, and answers that are not nightshift's.
 */
export function createEventSender(options: EventSenderOptions): (events: readonly string[]) => Promise<void> {
  const { url, key, timeoutMs, onSent, onDropped } = options;

  async function send(events: readonly string[]): Promise<void> {
    const { status, headers, answer } = await post(events);
    if (status === 413) return sendHalves(events);
    if (status === 408 || status === 429 || status >= 500)
      throw new UndeliveredError(`The server answered ${status}`, readRetryAfter(headers));
    if (answer === null)
      throw new UndeliveredError(
        `The server answered ${status}, and not as nightshift does. Is the address right?`,
      );
    const { accepted, rejected } = answer;
    if (status < 300 && typeof accepted === "number" && typeof rejected === "number") {
      onSent(accepted);
      if (rejected > 0) onDropped("refused", rejected, reasonOf(answer));
      return;
    }
    if (status < 400) throw new UndeliveredError(`The server answered ${status} without saying what it took`);
    onDropped("refused", events.length, `${status}: ${reasonOf(answer)}`);
  }

  /** Too large for the server, or for a proxy before it. */
  async function sendHalves(events: readonly string[]): Promise<void> {
    if (events.length <= 1)
      return onDropped("too_large", events.length, "An event is too large for the server");
    const half = Math.ceil(events.length / 2);
    await send(events.slice(0, half));
    await send(events.slice(half));
  }

  async function post(events: readonly string[]) {
    try {
      const response = await options.fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: `[${events.join(",")}]`,
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
      const answer: unknown = isJson ? await response.json().catch(() => null) : null;
      if (!isJson) await response.body?.cancel();
      return { status: response.status, headers: response.headers, answer: isObject(answer) ? answer : null };
    } catch (cause) {
      const why = cause instanceof Error ? (codeOf(cause.cause) ?? cause.name) : "unknown";
      throw new UndeliveredError(`There is no answer from the server (${why})`);
    }
  }

  return send;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function codeOf(cause: unknown): string | null {
  return isObject(cause) && typeof cause["code"] === "string" ? cause["code"] : null;
}

/** Seconds, or a date, which is compared with the server's own time. */
function readRetryAfter(headers: Headers): number | null {
  const value = headers.get("retry-after");
  if (value === null) return null;
  const ms = /^\d+$/.test(value)
    ? Number(value) * 1_000
    : Date.parse(value) - Date.parse(headers.get("date") ?? "");
  return Number.isFinite(ms) ? Math.min(MOST_RETRY_AFTER_MS, Math.max(0, ms)) : null;
}

/** The first thing that nightshift says is wrong: index, field and reason, never a value. */
function reasonOf(answer: Readonly<Record<string, unknown>>): string {
  const lists = [answer["errors"], answer["results"]].filter((list): list is unknown[] =>
    Array.isArray(list),
  );
  for (const entry of lists.flat()) {
    if (!isObject(entry)) continue;
    const inner: unknown = Array.isArray(entry["errors"]) ? entry["errors"][0] : entry;
    if (isObject(inner) && typeof inner["detail"] === "string")
      return `${String(inner["field"])} ${inner["detail"]}`;
  }
  return typeof answer["detail"] === "string" ? answer["detail"] : "no reason given";
}
