import { contentHash } from "./content-hash.ts";
import type { CorpusText } from "./corpus-store.ts";
import { hashText } from "./hash-text.ts";

const NOTHING = hashText("");

/**
 * Whether what an earlier search brought can stand for a new one: its text is still there, or there was none, or nobody
 * will need the text, since it was read already together with what the crawl brought again.
 */
export function reusesSearch(
  crawled: CorpusText | null,
  earlier: CorpusText,
  features: { readonly contentHash: string } | null,
): boolean {
  if (earlier.body !== null || earlier.contentHash === NOTHING) return true;
  return features?.contentHash === contentHash(crawled === null ? [earlier] : [crawled, earlier]);
}
