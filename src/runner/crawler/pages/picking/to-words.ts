/** Letters that no accent can be taken off. */
const PLAIN: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const MAX_CHARS = 200;

/** Plain lower-case words joined by `-`: "Über uns" and "uber_uns" are one. */
export function toWords(text: string): string {
  return text
    .slice(0, MAX_CHARS)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[łøßæœđðþı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
}
