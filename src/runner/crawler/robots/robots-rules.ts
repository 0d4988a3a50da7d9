/** The first 500 KiB of a robots.txt count (RFC 9309, 2.5); the rest is not read. */
export const ROBOTS_MAX_BYTES = 500 * 1024;

/** Longer delays are capped: the night has to end, and a waiting company occupies a worker. */
const MAX_CRAWL_DELAY_MS = 10_000;

/** Longer patterns match no real page; this bounds the cost of matching. */
const MAX_PATTERN_LENGTH = 2_000;

/** The robots.txt rules of one origin that apply to us. */
export interface RobotsRules {
  allows(url: URL): boolean;
  /** 0 without a Crawl-delay; at most 10,000. Not part of RFC 9309, but widely used. */
  readonly crawlDelayMs: number;
}

export const ALLOW_ALL: RobotsRules = { allows: () => true, crawlDelayMs: 0 };

/** The name by which robots.txt files address a crawler: the letters at the start of its User-Agent (RFC 9309, 2.2.1). */
export function productToken(userAgent: string): string {
  return /^[a-z_-]+/i.exec(userAgent.trim())?.[0].toLowerCase() ?? "";
}

/**
 * Reads a robots.txt by RFC 9309. (We do not use robots-parser: it lets other lines, such as Sitemap, split the user
 * agents of one group, does not decode `%61` to `a`, and its matching is quadratic.)
 */
export function readRobotsRules(text: string, userAgent: string): RobotsRules {
  const { rules, crawlDelayMs } = selectGroup(text, productToken(userAgent));
  return {
    crawlDelayMs,
    allows(url) {
      if (url.pathname === "/robots.txt") return true;
      const path = normalizePath(`${url.pathname}${url.search}`).replace(/[*$]/g, encodeSpecial);
      const plain = decodeQuery(path);
      return rules.reduce((best, rule) => {
        if (!isStronger(rule, best)) return best;
        return matches(rule, path) || (url.search !== "" && matches(rule.inQuery, plain)) ? rule : best;
      }, NO_RULE).allow;
    },
  };
}

interface Rule extends Pattern {
  readonly allow: boolean;
  /** Its length in octets: the longest match decides. */
  readonly length: number;
  /** The same with the reserved characters of its query plain: `?u=https://a` and `?u=https%3A%2F%2Fa` are one. */
  readonly inQuery: Pattern;
}

interface Pattern {
  /** Texts that must follow one another with anything in between; the path starts with the first. */
  readonly parts: readonly string[];
  /** The pattern ended in `$`: the path must end with the last part. */
  readonly isAnchored: boolean;
}

const NO_PATTERN: Pattern = { parts: [], isAnchored: false };
const NO_RULE: Rule = { allow: true, length: -1, ...NO_PATTERN, inQuery: NO_PATTERN };

/** The longer of two matching rules wins; if equal, the one that allows (RFC 9309, 2.2.2). */
function isStronger(rule: Rule, other: Rule): boolean {
  return rule.length > other.length || (rule.length === other.length && rule.allow && !other.allow);
}

function readRule(allow: boolean, pattern: string): Rule {
  const isAnchored = pattern.endsWith("$");
  const normalized = normalizePath(isAnchored ? pattern.slice(0, -1) : pattern);
  const toPattern = (text: string): Pattern => ({
    parts: text.replace(/\$/g, encodeSpecial).split(/\*+/),
    isAnchored,
  });
  return {
    allow,
    length: normalized.length + (isAnchored ? 1 : 0),
    ...toPattern(normalized),
    inQuery: toPattern(decodeQuery(normalized)),
  };
}

/** Characters that are reserved in a query and mean nothing of their own there (RFC 9309, 2.2.2, the table). */
function decodeQuery(path: string): string {
  const start = path.indexOf("?");
  if (start < 0) return path;
  const query = path
    .slice(start)
    .replace(/%(?:2F|3A|3B|3F|40|2C|21|27|28|29|5B|5D)/g, (encoded) =>
      String.fromCharCode(Number.parseInt(encoded.slice(1), 16)),
    );
  return path.slice(0, start) + query;
}

/** Patterns write a literal `*` or `$` as `%2A` or `%24` (RFC 9309, 2.2.3), so paths are spelled that way too. */
function encodeSpecial(character: string): string {
  return character === "*" ? "%2A" : "%24";
}

/** Matching each part at its first occurrence is enough: that leaves the most room for the next. */
function matches({ parts, isAnchored }: Pattern, path: string): boolean {
  const [first = "", ...later] = parts;
  if (!path.startsWith(first)) return false;
  const last = isAnchored ? later.pop() : undefined;
  if (isAnchored && last === undefined) return path === first;
  let from = first.length;
  for (const part of later) {
    const found = path.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return last === undefined || (path.length - last.length >= from && path.endsWith(last));
}

interface Group {
  readonly rules: Rule[];
  crawlDelayMs: number;
}

/** The combined rules of all groups that name us; if none does, of the groups for `*`. */
function selectGroup(text: string, token: string): Group {
  const own: Group = { rules: [], crawlDelayMs: 0 };
  const any: Group = { rules: [], crawlDelayMs: 0 };
  let isOwnNamed = false;
  let open = new Set<Group>();
  let isNaming = false;
  for (const [key, value] of readLines(text)) {
    if (key === "user-agent") {
      if (!isNaming) open = new Set();
      isNaming = true;
      // `*bot` is not `*`.
      const name = /^(?:\*(?=\s|$)|[a-z_-]+)/i.exec(value)?.[0].toLowerCase();
      if (name === "*") open.add(any);
      else if (name !== undefined && name === token) {
        isOwnNamed = true;
        open.add(own);
      }
    } else if (key === "allow" || key === "disallow") {
      isNaming = false;
      if (value === "" || value.length > MAX_PATTERN_LENGTH) continue;
      const rule = readRule(key === "allow", value);
      for (const group of open) group.rules.push(rule);
    } else if (key === "crawl-delay") {
      const seconds = Number(value);
      if (!(seconds > 0)) continue;
      for (const group of open) group.crawlDelayMs = Math.min(seconds * 1000, MAX_CRAWL_DELAY_MS);
    }
  }
  return isOwnNamed ? own : any;
}

/** A byte order mark, or a part of one, which is no text and was decoded as U+FFFD. */
function withoutMark(text: string): string {
  return text.replace(/^(?:\uFEFF|\uFFFD{1,2})(?=[\w#*\s])/, "");
}

/** The lines of the form `key: value`, keys in lower case, without comments and a byte order mark. */
function* readLines(text: string): Generator<[key: string, value: string]> {
  for (const line of withoutMark(text).split(/\r\n|\r|\n/)) {
    const [content = ""] = line.split("#", 1);
    const colon = content.indexOf(":");
    if (colon > 0) yield [content.slice(0, colon).trim().toLowerCase(), content.slice(colon + 1).trim()];
  }
}

/**
 * One spelling for equal paths (RFC 3986, 2.3; RFC 9309, 2.2.2): letters, digits and `-._~` plain, the rest of ASCII
 * that is encoded in upper case, everything beyond ASCII encoded.
 */
function normalizePath(path: string): string {
  return path
    .toWellFormed()
    .replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text))
    .replace(/%[0-9a-f]{2}/gi, (encoded) => {
      const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
      return /[a-z0-9._~-]/i.test(character) ? character : encoded.toUpperCase();
    });
}
