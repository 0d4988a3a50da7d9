/**
 * How long an answer asks us to wait, in milliseconds; undefined if it does not say. Reads `retry-after-ms` (OpenAI)
 * and `Retry-After` as seconds or as an HTTP date (RFC 9110 §10.2.3). A date is measured against the answer's own
 * `Date` header if there is one, so that a wrong clock on either side does not matter.
 */
export function readRetryAfterMs(headers: Headers, now: Date): number | undefined {
  const milliseconds = readCount(headers.get("retry-after-ms"));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  const seconds = readCount(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1_000);
  const until = readHttpDate(text);
  if (until === undefined) return undefined;
  return Math.max(0, until - (readHttpDate(headers.get("date")) ?? now.getTime()));
}

function readCount(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;
}

function readHttpDate(text: string | null): number | undefined {
  // Date.parse accepts far too much ("12" is a month): only a text that begins with a weekday is an HTTP date.
  if (text === null || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
