import type { PageKind } from "./page-keywords.ts";

/** The part of a page that goes into the corpus. */
export interface CorpusPage {
  readonly kind: PageKind;
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly text: string;
}

/** The pages as one text in the order given, each under a heading that names its kind, title and path, cut at `charLimit`. */
export function buildCorpus(pages: readonly CorpusPage[], charLimit: number): string {
  const corpus = pages
    .map(({ kind, url, title, description, text }) => {
      const heading = `# ${kind}${title === "" ? "" : `: ${title}`} (${new URL(url).pathname})`;
      return [heading, description, text].filter((part) => part !== "").join("\n");
    })
    .join("\n\n");
  return cut(corpus, charLimit);
}

/** The first `limit` UTF-16 units, never half a character. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return text.slice(0, Math.max(0, end)).trimEnd();
}
