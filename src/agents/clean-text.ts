import { redact, truncate } from "../redaction.ts";

/** A word that no secret and no address looks like: most of what is sent, and not worth a closer look. */
const PLAIN = /^(?!gh|lsv2)[a-z][a-z_.]{0,20}\d{0,3}$/;

/** A text as it is stored: no NUL, whole characters, secrets and addresses masked, at most `length` characters. */
export function cleanText(text: string, length: number): string {
  if (PLAIN.test(text)) return truncate(text, length);
  return truncate(redact(text.replaceAll("\0", "").toWellFormed()), length);
}
