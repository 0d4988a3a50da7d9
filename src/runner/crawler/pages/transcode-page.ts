import { TextDecoder } from "node:util";

/** A page's bytes with the charset its header named. */
export interface EncodedPage {
  readonly bytes: Buffer;
  readonly charset: string | undefined;
}

/** Charsets of the web (https://encoding.spec.whatwg.org/#names-and-labels) that Node decodes and cheerio takes for UTF-8. */
const UNKNOWN_TO_CHEERIO: ReadonlySet<string> = new Set(["iso-2022-jp", "iso-8859-8-i", "x-mac-cyrillic"]);
/** Where browsers look for a page's own word on its charset. */
const PRESCANNED_BYTES = 1024;

/** The page in UTF-8 where its charset, by the header or else by the page, is one that cheerio does not know; else as it is. */
export function transcodePage(page: EncodedPage): EncodedPage {
  const { bytes, charset } = page;
  if (hasByteOrderMark(bytes)) return page;
  const decoder = createDecoder(charset) ?? createDecoder(readMetaCharset(bytes));
  if (decoder === null || !UNKNOWN_TO_CHEERIO.has(decoder.encoding)) return page;
  return { bytes: Buffer.from(decoder.decode(bytes)), charset: "utf-8" };
}

function hasByteOrderMark(bytes: Buffer): boolean {
  const start = bytes.toString("latin1", 0, 3);
  return start === "\xef\xbb\xbf" || start.startsWith("\xfe\xff") || start.startsWith("\xff\xfe");
}

/** Null for no charset and for one that nobody knows. */
function createDecoder(charset: string | undefined): TextDecoder | null {
  if (charset === undefined) return null;
  try {
    return new TextDecoder(charset);
  } catch {
    return null;
  }
}

function readMetaCharset(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, PRESCANNED_BYTES).replaceAll(/<!--.*?(?:-->|$)/gs, "");
  return /<meta\s[^>]*?charset\s*=\s*["']?\s*([^\s"'>;/]+)/i.exec(start)?.[1];
}
