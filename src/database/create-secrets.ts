import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { ConfigurationError } from "../errors.ts";

/** Encryption and hashing with the installation's SECRETS_KEY. The key itself never leaves this file. */
export interface Secrets {
  /** Encrypts a secret for storage (AES-256-GCM). */
  seal(plain: string): string;
  /** Decrypts a sealed secret. Throws ConfigurationError if it was sealed under another key. */
  unseal(sealed: string): string;
  /** A keyed hash (64 hex digits) by which a value can be looked up but not guessed. */
  hash(value: string): string;
}

/** Require the whole tag: by default Node also accepts a shorter one, which is easier to forge. */
const TAG_BYTES = 16;

export function createSecrets(keyHex: string): Secrets {
  const root = Buffer.from(keyHex, "hex");
  // One key per purpose, so that neither use weakens the other.
  const derive = (purpose: string) => createHmac("sha256", root).update(purpose).digest();
  const sealing = derive("seal");
  const hashing = derive("hash");
  return {
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce, { authTagLength: TAG_BYTES });
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, "base64");
      try {
        const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, 12), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
      } catch {
        // The cause would add nothing: a wrong key and damaged ciphertext look the same.
        throw new ConfigurationError([
          {
            name: "SECRETS_KEY",
            problem: "is not the key a stored secret was sealed with; restore it, or enter the secret again",
          },
        ]);
      }
    },
    hash: (value) => createHmac("sha256", hashing).update(value).digest("hex"),
  };
}
