import { TextDecoder } from "node:util";
import { decoderOf, readCharset, readLanguage } from "./read-charset.ts";

/** What a page in a language is written in when it does not say and is not UTF-8: the first that fits. */
const LEGACY: Readonly<Record<string, readonly string[]>> = {
  ...group("windows-1251", "ru uk be bg mk kk ua by su"),
  ...group("windows-1250", "pl cs cz sk hu sl si hr ba"),
  ...group("windows-1253", "el gr"),
  ...group("windows-1254", "tr az"),
  ...group("windows-1255", "he il"),
  ...group("windows-1256", "ar fa ae sa eg ir"),
  ...group("windows-1257", "lt lv et ee"),
  ...group("windows-1258", "vi vn"),
  ...group("windows-874", "th"),
  ja: ["shift_jis", "euc-jp"],
  jp: ["shift_jis", "euc-jp"],
  zh: ["gb18030", "big5"],
  cn: ["gb18030"],
  "zh-tw": ["big5", "gb18030"],
  "zh-hk": ["big5", "gb18030"],
  tw: ["big5"],
  hk: ["big5"],
  ko: ["euc-kr"],
  kr: ["euc-kr"],
};

const FALLBACK = "windows-1252";

/**
 * A page's bytes as text, as browsers do it: a byte order mark decides, then the header's charset, then the page's own. A
 * page that names none is UTF-8 if its bytes are, else what its language was written in before, else windows-1252.
 */
export function decodePage(bytes: Buffer, charset: string | undefined, hostname: string): string {
  const marked = decodeMarked(bytes);
  if (marked !== null) return marked;
  const header = decoderOf(charset);
  if (header !== null) return header.decode(bytes);
  const plain = bytes.toString("latin1");
  const own = decoderOf(readCharset(plain));
  if (own !== null) return own.decode(bytes);
  const utf8 = decodeWhole(bytes, "utf-8");
  if (utf8 !== null) return utf8;
  const language = readLanguage(plain, hostname) ?? "";
  const candidates = LEGACY[language] ?? LEGACY[language.split("-", 1).join("")] ?? [];
  for (const candidate of candidates) {
    const text = decodeWhole(bytes, candidate);
    if (text !== null) return text;
  }
  return new TextDecoder(FALLBACK).decode(bytes);
}

function decodeMarked(bytes: Buffer): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder("utf-8").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return null;
}

/** The text, if every byte of it makes sense in the charset. A character may be cut off at the end. */
function decodeWhole(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

function group(charset: string, languages: string): Record<string, readonly string[]> {
  return Object.fromEntries(languages.split(" ").map((language) => [language, [charset]]));
}
