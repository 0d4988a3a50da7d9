import { toLines } from "./markup/read-text.ts";

/** Stands between the texts of neighbouring elements on one line: a character that is on no page. */
export const SEAM = "\ufdd0";

/**
 * Texts in which e-mail addresses can be found, from a text with seams. An address ends at a seam (`info@acme.com` next to
 * `Tel`), unless the seam is within it: at its `@` or at a dot.
 */
export function emailTexts(text: string): string[] {
  const joined = text
    .replace(/\ufdd0+/g, SEAM)
    .replaceAll(`${SEAM}@`, "@")
    .replaceAll(`@${SEAM}`, "@");
  const dotted = joined.replaceAll(`${SEAM}.${SEAM}`, ".");
  return [...new Set([joined, dotted].map((version) => toLines(version.replaceAll(SEAM, " "))))];
}

/** An address that Cloudflare wrote as hexadecimal digits: the first byte is the key to the others. Null for anything else. */
export function readHiddenAddress(code: string): string | null {
  if (!/^(?:[0-9a-f]{2}){4,400}$/i.test(code)) return null;
  const [key = 0, ...bytes] = Buffer.from(code, "hex");
  return Buffer.from(bytes.map((byte) => byte ^ key)).toString();
}
