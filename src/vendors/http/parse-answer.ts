/**
 * A text as JSON; undefined when it is anything else (a proxy's HTML page, an empty body). Its strings lose what Postgres
 * has no room for, null characters and half surrogate pairs: an answer that was paid for can then be stored.
 */
export function parseAnswer(text: string): unknown {
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
