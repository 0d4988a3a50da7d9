import { redact, truncate } from "../../redaction.ts";

/** A word that no secret and no address looks like: most of what is sent, and not worth a closer look. */
const PLAIN = /^(?!gh|lsv2)[a-z][a-z_.]{0,20}\d{0,3}$/;
/** Names of models, tools and stages come again and again. */
const LONGEST_REMEMBERED = 64;
const MOST_REMEMBERED = 5_000;
/** Short texts that turned out to hold nothing to mask. */
const harmless = new Set<string>();

/** A text as it is stored: no NUL, whole characters, secrets and addresses masked, at most `length` characters. */
export function cleanText(text: string, length: number): string {
  if (PLAIN.test(text) || harmless.has(text)) return truncate(text, length);
  const clean = redact(text.replaceAll("\0", "").toWellFormed());
  if (clean === text && text.length <= LONGEST_REMEMBERED) {
    if (harmless.size >= MOST_REMEMBERED) harmless.clear();
    harmless.add(text);
  }
  return truncate(clean, length);
}
