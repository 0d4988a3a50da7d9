import { createHash } from "node:crypto";

/** SHA-256 (hex) of the corpus with its white space and Unicode forms made equal: the same words, the same hash. */
export function hashCorpus(corpus: string): string {
  const normalised = corpus.normalize("NFC").replace(/\s+/g, " ").trim();
  return createHash("sha256").update(normalised).digest("hex");
}
