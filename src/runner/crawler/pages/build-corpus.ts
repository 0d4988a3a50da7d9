import type { PageKind } from "./picking/page-kind.ts";

/** The part of a page that goes into the corpus. */
export interface CorpusPage {
  readonly kind: PageKind;
  readonly url: string;
  readonly title: string;
  readonly description: string;
  /** What the page says of its company for search engines. */
  readonly facts: string;
  readonly text: string;
}

const SEPARATOR = "\n\n";

/** How much of the corpus a page may claim while others want more than there is; the home page says a bit of everything. */
const WEIGHT: Readonly<Partial<Record<PageKind, number>>> = { home: 2, about: 2 };

/**
 * The pages as one text in the order given, each under a heading with its kind, title and path, at most `charLimit` long.
 * If they are longer together, each has its share: a short page is kept whole, and what it leaves goes to the others.
 */
export function buildCorpus(pages: readonly CorpusPage[], charLimit: number): string {
  const facts = new Set<string>();
  const parts = pages.map((page) => {
    const isNew = page.facts !== "" && !facts.has(page.facts);
    facts.add(page.facts);
    return { text: toPart(isNew ? page : { ...page, facts: "" }), weight: WEIGHT[page.kind] ?? 1 };
  });
  const room = charLimit - SEPARATOR.length * Math.max(0, parts.length - 1);
  const shares = share(parts, room);
  const cutParts = parts
    .map(({ text }, index) => cut(text, shares[index] ?? 0))
    .filter((text) => text !== "");
  return cut(cutParts.join(SEPARATOR), charLimit);
}

function toPart({ kind, url, title, description, facts, text }: CorpusPage): string {
  const heading = `# ${kind}${title === "" ? "" : `: ${title}`} (${new URL(url).pathname})`;
  return [heading, description, facts, text].filter((part) => part !== "").join("\n");
}

/** Divides the room by weight. What is shorter than its share is served first; the rest is divided again. */
function share(
  parts: readonly { readonly text: string; readonly weight: number }[],
  room: number,
): readonly number[] {
  const shares = new Array<number>(parts.length).fill(0);
  let left = Math.max(0, room);
  const waiting = new Set(parts.keys());
  while (waiting.size > 0) {
    const weights = [...waiting].reduce((sum, index) => sum + (parts[index]?.weight ?? 0), 0);
    const claim = (index: number) => Math.floor((left * (parts[index]?.weight ?? 0)) / weights);
    const short = [...waiting].filter((index) => (parts[index]?.text.length ?? 0) <= claim(index));
    const claims = (short.length > 0 ? short : [...waiting]).map((index) => ({
      index,
      chars: Math.min(parts[index]?.text.length ?? 0, claim(index)),
    }));
    for (const { index, chars } of claims) {
      shares[index] = chars;
      waiting.delete(index);
      left -= chars;
    }
  }
  return shares;
}

/** The first `limit` UTF-16 units, never half a character. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return text.slice(0, Math.max(0, end)).trimEnd();
}
