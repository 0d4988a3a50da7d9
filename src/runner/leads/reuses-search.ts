import { contentHash } from "./content-hash.ts";
import type { CorpusText } from "./corpus-store.ts";
import { hashText } from "./hash-text.ts";

const NOTHING = hashText("");

/**
 * Whether an earlier search can be reused: its text is still there, or it found none, or nobody needs the text because it
 * was already read together with the same crawled text.
 */
export function reusesSearch(
  crawled: CorpusText | null,
  earlier: CorpusText,
  features: { readonly contentHash: string } | null,
): boolean {
  if (earlier.body !== null || earlier.contentHash === NOTHING) return true;
  return features?.contentHash === contentHash(crawled === null ? [earlier] : [crawled, earlier]);
}
