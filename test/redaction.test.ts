import { expect } from "chai";
import fc from "fast-check";
import { InvalidInputError } from "../src/errors.ts";
import { maskSecrets } from "../src/mask-secrets.ts";
import { REDACTED } from "../src/redacted.ts";
import {
  hashEmail,
  maskEmails,
  normaliseEmail,
  redact,
  redactName,
  redactUrl,
  redactValue,
  truncate,
} from "../src/redaction.ts";
import { patience } from "./support/patience.ts";

const HEX_32 = "0123456789abcdef0123456789abcdef";

/** A mask and its tail are themselves valid addresses, which cannot be told from real ones of the same spelling. */
const isItsOwnMask = (text: string) => /^.?\*+@/u.test(text);

const address = fc
  .oneof(
    fc.emailAddress(),
    fc.emailAddress().map((text) => text.toUpperCase()),
    fc
      .tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }), fc.domain())
      .map(([local, domain]) => {
        const letters = local.replace(/[\s@＠﹫<>()[\]\\,;:"]/gu, "");
        return `${letters === "" ? "ü" : letters}@${domain}`;
      }),
  )
  .filter((text) => !isItsOwnMask(text));

const context = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "",
    " ",
    "<",
    "mailto:",
    "to=",
    '{"email":"',
    '"}',
    "https://",
    "https://example.com/u/",
    "https://example.com/?email=",
    "/unsubscribe?e=",
    "postgres://",
    "://",
    "?",
    "=",
    "%40",
    "@",
    "@@",
    "Bearer ",
    "token=",
    "，",
    "\u200b",
    "\u0000",
    "\n",
    "次の宛先:",
  ),
);

const secretish = fc.oneof(
  context,
  fc.emailAddress(),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.base64String({ minLength: 20, maxLength: 80 }),
  fc.constantFrom(
    "sk-proj-abc123",
    "api_key: ",
    "Authorization: ",
    '"password":"',
    "xoxb-1-2",
    HEX_32,
    "a.b@c",
  ),
);

describe("redaction", () => {
  describe("of e-mail addresses", () => {
    it("lets no address survive, whatever surrounds it", () => {
      fc.assert(
        fc.property(context, address, context, (before, secret, after) => {
          expect(redact(before + secret + after)).not.to.include(secret);
        }),
        { numRuns: 2000 },
      );
    });

    it("lets none of several addresses survive, however they are joined", () => {
      fc.assert(
        fc.property(fc.array(address, { minLength: 2, maxLength: 5 }), context, (secrets, joint) => {
          const redacted = redact(secrets.join(joint));
          for (const secret of secrets) expect(redacted).not.to.include(secret);
        }),
        { numRuns: 2000 },
      );
    });

    for (const [text, expected] of [
      ["ana@example.com", "a***@example.com"],
      ["to <Ana.Lee+x@Example.com>, bo@b.co", "to <A***@Example.com>, b***@b.co"],
      ['{"email":"ana@example.com"}', '{"email":"a***@example.com"}'],
      ["mailto:ana@example.com", "mailto:a***@example.com"],
      ["ana%40example.com and ana%2540example.com", "a***%40example.com and a***%2540example.com"],
      ["ana&#64;example.com", "a***&#64;example.com"],
      ["ana＠example.com", "a***＠example.com"],
      ['"ana lee"@example.com', '"***"@example.com'],
      ["连系ana@例子.公司", "连***@例子.公司"],
      ["😀ana@example.com", "😀***@example.com"],
      ["ana\\u0040example.com or ana\\x40example.com", "a***\\u0040example.com or a***\\x40example.com"],
      ["ana&#64example.com &#640", "a***&#64example.com &#640"],
      ["ana (at) example.com, ana[at]example[dot]com", "a*** (at) example.com, a***[at]example[dot]com"],
      ["ana @ example.com", "a*** @ example.com"],
      ["we meet (at) noon, 3 [at] once", "we meet (at) noon, 3 [at] once"],
      ["root@localhost", "r***@localhost"],
      ["@slack/bolt at 5 @ home", "@slack/bolt at 5 @ home"],
    ] as const) {
      it(`writes ${text} as ${expected}`, () => {
        expect(maskEmails(text)).to.equal(expected);
      });
    }
  });

  describe("of URLs", () => {
    for (const [url, expected] of [
      ["https://api.example.com/v2/validate?api_key=k&email=a@b.co", "https://api.example.com/v2/validate"],
      ["https://example.com/a#access_token=x", "https://example.com/a"],
      ["postgres://app:s3cret@db.example:5432/night", "postgres://db.example:5432/night"],
      ["postgres://app:p@ss/w?rd@db.example/night", "postgres://db.example/night"],
      ["https://example.com:8443/u/ana@example.com/x", "https://example.com:8443/u/a***@example.com/x"],
      ["https://[::1]:80/x?y", "https://[::1]:80/x"],
      [`https://example.com/${HEX_32}/x`, `https://example.com/${REDACTED}/x`],
      ["https://example.com/@ana", "https://example.com/@ana"],
      ["https://example.com/an/@a.example", "https://example.com/an/****@a.example"],
      ["https://hooks.slack.com/services/T1/B1/abc", `https://hooks.slack.com/${REDACTED}`],
      ["https://hooks.slack-gov.com/services/T1/B1/abc", `https://hooks.slack-gov.com/${REDACTED}`],
      ["https://a.webhook.office.com/webhookb2/x/y", `https://a.webhook.office.com/${REDACTED}`],
      ["https://discord.com/api/webhooks/12/aBc", `https://discord.com/api/webhooks/12/${REDACTED}`],
      ["https://api.telegram.org/bot123456:AbC/send", `https://api.telegram.org/bot${REDACTED}`],
      ["https://firm.example/pay/4111%201111%201111%201111", `https://firm.example/pay/${REDACTED}`],
    ] as const) {
      it(`writes ${url} as ${expected}`, () => {
        expect(redactUrl(url)).to.equal(expected);
        expect(redact(`GET "${url}" failed`)).to.equal(`GET "${expected}" failed`);
      });
    }

    it("strips the query of a path without a host", () => {
      expect(redact("GET /v2/validate?k=v&e=x 429")).to.equal("GET /v2/validate 429");
      expect(redact("what? yes=no")).to.equal("what? yes=no");
    });
  });

  describe("of secrets", () => {
    for (const [text, expected] of [
      ["Authorization: Basic dXNlcjpwYXNz", `Authorization: ${REDACTED}`],
      ["authorization=Bearer abc def", `authorization=${REDACTED}`],
      ["sent bearer abcdef12 twice", `sent bearer ${REDACTED} twice`],
      ["a bearer token", "a bearer token"],
      ["api_key=k1&x=2", `api_key=${REDACTED}&x=2`],
      ['{"apiKey": "k1", "n": 2}', `{"apiKey": "${REDACTED}", "n": 2}`],
      ["ZEROBOUNCE_API_KEY=k1", `ZEROBOUNCE_API_KEY=${REDACTED}`],
      ["client_secret: s", `client_secret: ${REDACTED}`],
      ["the key sk-proj-AbC_1 and tvly-dev-1", `the key ${REDACTED} and ${REDACTED}`],
      ["xoxb-12-34-ab xapp-1-A", `${REDACTED} ${REDACTED}`],
      [`key ${HEX_32}.`, `key ${REDACTED}.`],
      ["aGVsbG8gd29ybGQ/IQ+Yz09abcDEF012345678==", REDACTED],
      ["r3t5y7u9r3t5y7u9r3t5y7u9r3t5y7u9", REDACTED],
    ] as const) {
      it(`writes ${text} as ${expected}`, () => {
        expect(maskSecrets(text)).to.equal(expected);
      });
    }

    for (const text of [
      "rate_limit_exceeded_for_the_organization_2026",
      "123e4567-e89b-12d3-a456-426614174000",
      "node_modules/genai-prices/dist/index.js",
      "connect ECONNREFUSED 127.0.0.1:5432",
      "tokens_input 12 of max_output_tokens 300",
      "task-list of the risk-assessment",
      "gpt-5-mini-2025-08-07",
    ]) {
      it(`leaves ${text} alone`, () => {
        expect(redact(text)).to.equal(text);
      });
    }
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.array(secretish, { maxLength: 6 }), (parts) => {
        const once = redact(parts.join(""));
        expect(redact(once)).to.equal(once);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads hostile text in linear time", () => {
    for (const unit of ["a", "a?", "a.", "%40", "a://", "token_", '"', "a@", "&#", "_-", "bearer "]) {
      const started = performance.now();
      redact(unit.repeat(20_000));
      expect(performance.now() - started, unit).to.be.below(patience(1000));
    }
  });

  describe("truncate", () => {
    it("keeps a text of just the length and cuts one character more", () => {
      expect(truncate("abcde", 5)).to.equal("abcde");
      expect(truncate("abcdef", 5)).to.equal("abcd…");
    });

    it("does not split a character in two", () => {
      expect(truncate("abc😀😀", 5)).to.equal("abc…");
    });
  });

  describe("redactName", () => {
    it("masks what shows that it is a secret, and leaves what is only random", () => {
      expect(redactName("jane@firm.com")).to.equal("j***@firm.com");
      expect(redactName("bot:sk-abcd1234")).to.equal("bot:[redacted]");
      expect(redactName("site https://u:p@firm.com/a?token=x")).to.equal("site https://firm.com/a");
      for (const id of ["asst_Ab12Cd34Ef56Gh78Ij90Kl12", "550e8400e29b41d4a716446655440000", "crm/bot-7"])
        expect(redactName(id)).to.equal(id);
    });
  });

  describe("redactValue", () => {
    it("masks every text in a value, in names of members too, and leaves ids, hashes, figures and times", () => {
      const at = new Date(0);
      const value = {
        url: "https://firm.example/team/jane@firm.example?token=abc",
        list: ["password: hunter2", 7, null, true, { "jane@firm.example": "x" }],
        run_id: "0b5c7f3e-8a64-4d1b-9d53-000000000001",
        content_hash: "ab".repeat(32),
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
        note: `token ${"ab12".repeat(16)}`,
        at,
      };
      expect(redactValue(value)).to.deep.equal({
        url: "https://firm.example/team/j***@firm.example",
        list: ["password: [redacted]", 7, null, true, { "j***@firm.example": "x" }],
        run_id: value.run_id,
        content_hash: value.content_hash,
        traceId: value.traceId,
        note: "token [redacted]",
        at,
      });
    });

    it("does not believe a name: an id that is none is masked", () => {
      expect(redactValue({ user_id: "jane@firm.example", key_hash: "sk-abcdef12345" })).to.deep.equal({
        user_id: "j***@firm.example",
        key_hash: "[redacted]",
      });
    });
  });

  describe("hashEmail", () => {
    it("is the same for spellings of one address, and another under another key", () => {
      const hash = hashEmail("key", "Ana@Example.com ");
      expect(hash).to.match(/^[0-9a-f]{64}$/);
      expect(hashEmail("key", "ana@example.com")).to.equal(hash);
      expect(hashEmail("other", "ana@example.com")).not.to.equal(hash);
      expect(hashEmail("key", "bo@example.com")).not.to.equal(hash);
      expect(hashEmail(new TextEncoder().encode("key"), "ana@example.com")).to.equal(hash);
    });

    it("knows an international domain by both its names", () => {
      expect(normaliseEmail("ana@münchen.example")).to.equal("ana@xn--mnchen-3ya.example");
      expect(normaliseEmail("no address")).to.equal("no address");
    });

    it("refuses an empty key", () => {
      expect(() => hashEmail("", "ana@example.com")).to.throw(InvalidInputError, "key");
    });
  });
});
