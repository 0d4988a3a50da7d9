import { TextDecoder } from "node:util";

/** More tags than this are not searched for a charset. */
const MAX_META_TAGS = 300;
const MAX_TAG_CHARS = 1_000;
/** What hides a `<meta>` from a browser, and the tag itself. */
const NEXT = /<!--|<(?:script|style|title|textarea|noscript)[\s>]|<meta[\s/]/g;
const ATTRIBUTE = /([a-z-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]{0,300})"|'([^']{0,300})'|([^\s"'>]{1,300}))/g;

/** The decoder a label stands for; null for one that nobody knows. */
export function decoderOf(label: string | undefined): TextDecoder | null {
  if (label === undefined) return null;
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/**
 * The charset a page names in a `<meta>`, wherever it stands, or in an XML declaration. Names that nobody knows are
 * passed over, as are those in comments and scripts. A page whose `<meta>` can be read is not in UTF-16.
 */
export function readCharset(page: string): string | undefined {
  const text = page.toLowerCase();
  const declared = /^\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([^"']{1,60})/.exec(text)?.[1];
  const meta = readMetaCharset(text) ?? declared;
  const decoder = decoderOf(meta);
  if (decoder === null) return undefined;
  return decoder.encoding.startsWith("utf-16") ? "utf-8" : decoder.encoding;
}

/** The language a page or its address gives a hint of, e.g. `ru`; undefined if there is none. */
export function readLanguage(page: string, hostname: string): string | undefined {
  const head = page.slice(0, 20_000).toLowerCase();
  const tag = /<html[\s][^>]{0,500}?lang\s{0,20}=\s{0,20}["']?([a-z]{2,3}(?:-[a-z]{2,4})?)/.exec(head)?.[1];
  return tag ?? /\.([a-z]{2})\.?$/.exec(hostname)?.[1];
}

function readMetaCharset(text: string): string | undefined {
  NEXT.lastIndex = 0;
  for (let tags = 0; tags < MAX_META_TAGS; tags += 1) {
    const found = NEXT.exec(text);
    if (found === null) return undefined;
    const [start] = found;
    if (start.startsWith("<meta")) {
      const end = text.indexOf(">", NEXT.lastIndex);
      const label = charsetOf(
        text.slice(found.index, Math.min(end < 0 ? text.length : end, found.index + MAX_TAG_CHARS)),
      );
      if (decoderOf(label) !== null) return label;
    } else {
      const close = start === "<!--" ? "-->" : `</${start.slice(1, -1)}`;
      const end = text.indexOf(close, NEXT.lastIndex);
      if (end < 0) return undefined;
      NEXT.lastIndex = end + close.length;
    }
  }
  return undefined;
}

function charsetOf(tag: string): string | undefined {
  const attributes = new Map<string, string>();
  for (const [, name = "", double, single, bare] of tag.matchAll(ATTRIBUTE)) {
    if (!attributes.has(name)) attributes.set(name, (double ?? single ?? bare ?? "").trim());
  }
  const own = attributes.get("charset");
  if (own !== undefined) return own;
  const content = attributes.get("content");
  if (content === undefined || attributes.get("http-equiv") !== "content-type") return undefined;
  return /charset\s{0,20}=\s{0,20}["']?([^\s"';,]{1,60})/.exec(content)?.[1];
}
