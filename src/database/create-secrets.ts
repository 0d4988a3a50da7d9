import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { ConfigurationError } from "../errors.ts";

/** Encryption and hashing with the installation's SECRETS_KEY. The key itself never leaves this file. */
export interface Secrets {
  /** Encrypts a secret for storage (AES-256-GCM). */
  seal(plain: string): string;
  /** Decrypts a sealed secret, also of the old key where there is one. Throws ConfigurationError if neither sealed it. */
  unseal(sealed: string): string;
  /** Whether the current key sealed it. */
  isCurrent(sealed: string): boolean;
  /** A keyed hash (64 hex digits) by which a value can be looked up but not guessed. */
  hash(value: string): string;
  /** The key of the hashes, sealed: hashes outlive a change of SECRETS_KEY, since their values are not stored. */
  sealHashKey(): string;
  /** The same with the hashes of another hash key, as `sealHashKey` wrote it. */
  withHashKey(sealed: string): Secrets;
}

/** Require the whole tag: by default Node also accepts a shorter one, which is easier to forge. */
const TAG_BYTES = 16;

/** `oldKeyHex`: the key that SECRETS_KEY takes over from, while there is still something that it sealed. */
export function createSecrets(keyHex: string, oldKeyHex?: string): Secrets {
  const sealing = deriveKey(keyHex, "seal");
  const older = oldKeyHex === undefined ? null : deriveKey(oldKeyHex, "seal");
  return createWith(deriveKey(oldKeyHex ?? keyHex, "hash"));

  function createWith(hashing: Buffer): Secrets {
    const seal = (plain: string): string => encrypt(sealing, plain);
    const unseal = (sealed: string): string => {
      const plain = decrypt(sealing, sealed) ?? (older === null ? null : decrypt(older, sealed));
      if (plain !== null) return plain;
      // The cause would add nothing: a wrong key and damaged ciphertext look the same.
      throw new ConfigurationError([
        {
          name: "SECRETS_KEY",
          problem: "is not the key a stored secret was sealed with; restore it, or enter the secret again",
        },
      ]);
    };
    return {
      seal,
      unseal,
      isCurrent: (sealed) => decrypt(sealing, sealed) !== null,
      hash: (value) => createHmac("sha256", hashing).update(value).digest("hex"),
      sealHashKey: () => seal(hashing.toString("hex")),
      withHashKey: (sealed) => createWith(Buffer.from(unseal(sealed), "hex")),
    };
  }
}

/** One key per purpose, so that neither use weakens the other. */
function deriveKey(keyHex: string, purpose: string): Buffer {
  return createHmac("sha256", Buffer.from(keyHex, "hex")).update(purpose).digest();
}

function encrypt(key: Buffer, plain: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
}

/** Null when another key encrypted it, or it is damaged. */
function decrypt(key: Buffer, sealed: string): string | null {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
