import { createHash } from "node:crypto";

/** What is stored of a secret word. It has 256 random bits, so a plain hash cannot be guessed back. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
