import { hashText } from "./hash-text.ts";

/** Version of the instructions and the form. Raise it when either changes: every text is then read again. */
const EXTRACTION_RULES = 1;

/** What an extraction depends on: the texts' own hashes, the crawl's first, and how they are read. */
export function contentHash(corpora: readonly { readonly contentHash: string }[]): string {
  return hashText([`rules ${EXTRACTION_RULES}`, ...corpora.map((corpus) => corpus.contentHash)].join("\n"));
}
