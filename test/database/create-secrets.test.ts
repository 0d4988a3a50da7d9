import { expect } from "chai";
import fc from "fast-check";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { ConfigurationError } from "../../src/errors.ts";

const KEY = "0f".repeat(32);
const secret = fc.string({ unit: "grapheme", maxLength: 200 });
const key = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

function refusalOf(unseal: () => string): ConfigurationError {
  try {
    unseal();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("sealed secrets", () => {
  it("come back as they were, whatever they are, under the key in either case", () => {
    fc.assert(
      fc.property(key, secret, (keyHex, plain) => {
        const sealed = createSecrets(keyHex).seal(plain);
        expect(createSecrets(keyHex.toUpperCase()).unseal(sealed)).to.equal(plain.toWellFormed());
      }),
    );
  });

  it("never look the same twice, and never show what they hold", () => {
    fc.assert(
      fc.property(secret, (plain) => {
        const secrets = createSecrets(KEY);
        const [one, other] = [secrets.seal(plain), secrets.seal(plain)];
        expect(one).not.to.equal(other);
        if (plain.length > 3) expect(Buffer.from(one, "base64").toString("utf8")).not.to.include(plain);
      }),
    );
  });

  it("are refused under any other key, with the setting named", () => {
    fc.assert(
      fc.property(key, secret, (other, plain) => {
        fc.pre(other !== KEY);
        const refusal = refusalOf(() => createSecrets(other).unseal(createSecrets(KEY).seal(plain)));
        expect(refusal.settings[0]?.name).to.equal("SECRETS_KEY");
      }),
    );
  });

  it("are refused when a single byte was changed, wherever it is", () => {
    fc.assert(
      fc.property(secret, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, place, change) => {
        const secrets = createSecrets(KEY);
        const bytes = Buffer.from(secrets.seal(plain), "base64");
        const index = place % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(index) ^ change, index);
        refusalOf(() => secrets.unseal(bytes.toString("base64")));
      }),
    );
  });

  it("are refused when they were cut short, down to nothing", () => {
    const secrets = createSecrets(KEY);
    const bytes = Buffer.from(secrets.seal("odoo-key"), "base64");
    for (let length = 0; length < bytes.length; length += 1)
      refusalOf(() => secrets.unseal(bytes.subarray(0, length).toString("base64")));
  });

  it("are refused without a word of what was stored", () => {
    expect(refusalOf(() => createSecrets(KEY).unseal("hunter2hunter2")).message).not.to.include("hunter2");
  });
});

describe("the keyed hash", () => {
  it("is the same for the same value and key, another for another value or key, and 64 hex digits", () => {
    fc.assert(
      fc.property(secret, secret, key, (one, other, otherKey) => {
        const hash = (value: string) => createSecrets(KEY).hash(value);
        expect(hash(one)).to.match(/^[0-9a-f]{64}$/);
        expect(hash(one) === hash(other)).to.equal(one === other);
        fc.pre(otherKey !== KEY);
        expect(createSecrets(otherKey).hash(one)).not.to.equal(hash(one));
      }),
    );
  });
});
