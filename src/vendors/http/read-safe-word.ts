/**
 * A vendor's error code or a field name, if it may appear in an error message: a word or a dotted path that cannot be an
 * address or a sentence, and that does not contain the key. Undefined otherwise.
 */
export function readSafeWord(text: unknown, secret: string): string | undefined {
  if (typeof text !== "string" || !/^[A-Za-z_][\w.]{0,99}$/.test(text)) return undefined;
  return secret !== "" && text.includes(secret) ? undefined : text;
}
