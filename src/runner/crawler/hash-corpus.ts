import { createHash } from "node:crypto";

/** SHA-256 (hex) of the corpus with white space and Unicode normalized: same words, same hash. */
export function hashCorpus(corpus: string): string {
  const normalised = corpus.normalize("NFC").replace(/\s+/g, " ").trim();
  return createHash("sha256").update(normalised).digest("hex");
}
