import { expect } from "chai";
import fc from "fast-check";
import { maskSecrets } from "../src/mask-secrets.ts";
import { REDACTED } from "../src/redacted.ts";
import { redact } from "../src/redaction.ts";
import { patience } from "./support/patience.ts";

const R = REDACTED;
const HEX_64 = "0123456789abcdef".repeat(4);

describe("secrets in a text", () => {
  for (const [text, expected] of [
    [`SECRETS_KEY=${HEX_64}`, `SECRETS_KEY=${R}`],
    ["SECRETS_KEY=short", `SECRETS_KEY=${R}`],
    ["pass=hunter2&x=1", `pass=${R}&x=1`],
    ["key=abc123", `key=${R}`],
    ["Key: abc123", `Key: ${R}`],
    ["Passwort: hunter2", `Passwort: ${R}`],
    ["das Kennwort: hunter2.", `das Kennwort: ${R}`],
    ["mot de passe : hunter2", `mot de passe : ${R}`],
    ["contraseña=hunter2", `contraseña=${R}`],
    ["パスワード：hunter2", `パスワード：${R}`],
    ["dbPassword = hunter2", `dbPassword = ${R}`],
    ["passphrase: correct-horse", `passphrase: ${R}`],
    ['password: "two words"', `password: "${R}"`],
    ["password='two words' x", `password='${R}' x`],
    ["<password>hunter2</password>", `<password>${R}</password>`],
    ["nightshift run --api-key abc --json", `nightshift run --api-key ${R} --json`],
    ["--password=hunter2", `--password=${R}`],
    ["--password 'two words' --json", `--password '${R}' --json`],
    ["key:ns_abc123456", `key:${R}`],
    ['--token "two words"', `--token "${R}"`],
    ["'secret' => 'abc'", `'secret' => '${R}'`],
    [
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n",
      `-----BEGIN RSA PRIVATE KEY-----${R}-----END RSA PRIVATE KEY-----\n`,
    ],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn", `-----BEGIN OPENSSH PRIVATE KEY-----${R}`],
    ["/hooks/catch/123456/abcdef/", `/hooks/catch/123456/${R}`],
    ["glsa_abcdefghijklmnopqr", R],
    ["-token abc", `-token ${R}`],
    [
      '{"body":"{\\"password\\":\\"two words\\",\\"n\\":1}"}',
      `{"body":"{\\"password\\":\\"${R}\\",\\"n\\":1}"}`,
    ],
    ['{\\\\"token\\\\":\\\\"abc\\\\"}', `{\\\\"token\\\\":\\\\"${R}\\\\"}`],
    ["X-Api-Key: abc def", `X-Api-Key: ${R}`],
    ["sent AIzaSyA1234567890abcdefghijklmnopqrstuvw to", `sent ${R} to`],
    ["AIzaabcdefghijklmnopqrstuvwxyz_-abcdefg", R],
    ["rk_live_abcdefgh and rk_test_1234", `${R} and ${R}`],
    ["rk_abcdefghijkl", R],
    ["sk_live_abcdefgh", R],
    ["ghp_abcdefghijklmnop glpat-abcdefghij", `${R} ${R}`],
    ["SG.abcdefgh.ijklmnop", R],
    ["POST /services/T012AB3CD/B012AB3CD/abcdefgh failed", `POST /services/T012AB3CD/B012AB3CD/${R} failed`],
    ["/api/webhooks/1234567890/abc-def", `/api/webhooks/1234567890/${R}`],
    ["/bot123456:ABC-def/sendMessage", `/bot${R}`],
    [`ns_${"a".repeat(43)}`, R],
  ] as const) {
    it(`writes ${text} as ${expected}`, () => {
      expect(maskSecrets(text)).to.equal(expected);
    });
  }

  for (const text of [
    "duplicate key value violates unique constraint",
    "Key (tenant_id)=(acme) is not present in table",
    "bypass: yes, compass=north, monkey: banana",
    "a pass rate of 90 %, passes: 9",
    "keys of 3 tenants",
    "no token, no secret",
    "password: null",
    "tokens_input=12",
    "stage=crawl status=degraded company=3",
    "ns_abc12345", // as much of a key as is shown
    "key:ns_abc12345 http.refused GET /runs",
    "run 0b5e3c1a-7d6f-4b1e-9a55-3f9d1c2b4a60 ended",
    "the routing key is not set",
  ]) {
    it(`leaves ${text} alone`, () => {
      expect(maskSecrets(text)).to.equal(text);
    });
  }

  it("leaves the scoped packages of a stack alone", () => {
    for (const line of [
      "    at App.start (/srv/app/node_modules/@slack/bolt/dist/App.js:12:3)",
      "    at file:///srv/app/node_modules/@slack/web-api/dist/WebClient.js:77:13",
      "Cannot find package '@pydantic/genai-prices' imported from /srv/app/src/a.ts",
      "node_modules/@types/node/fs.d.ts",
    ])
      expect(redact(line)).to.equal(line);
  });

  const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const hex = "0123456789abcdef";
  const of = (alphabet: string, length: number) =>
    fc
      .array(fc.integer({ min: 0, max: alphabet.length - 1 }), { minLength: length, maxLength: length })
      .map((places) => places.map((place) => alphabet[place] ?? "").join(""));
  const prefixed = (prefix: string, alphabet: string, length: number) =>
    of(alphabet, length).map((rest) => `${prefix}${rest}`);

  for (const [kind, secret, before, after] of [
    ["key of our own", prefixed("ns_", base64url, 43), "with ", " at noon"],
    ["SECRETS_KEY", of(hex, 64), "SECRETS_KEY=", " npm start"],
    ["bare SECRETS_KEY", of(hex, 64), "it is ", "."],
    ["key of Google", prefixed("AIza", base64url, 35), "(", ")"],
    ["restricted key of Stripe", prefixed("rk_live_", word, 24), "key ", ","],
    ["key of OpenAI", prefixed("sk-proj-", base64url, 48), "", ""],
    ["token of Slack", prefixed("xoxb-", `${hex}-`, 50), "token ", "\n"],
    ["key of AWS", prefixed("AKIA", word.slice(0, 26), 16), " ", " "],
    ["password that is named", of(`${word}!#$%*+-./:=?@^_~`, 12), 'password: "', '", next'],
    ["password in German", of(word, 8), "Passwort: ", " bitte"],
    ["option of the command line", of(word, 10), "--api-key ", " --json"],
    ["webhook", of(word, 24), "https://hooks.slack.com/services/T012AB3CD/B012AB3CD/", " said"],
    ["webhook without its host", of(word, 24), "/services/T012AB3CD/B012AB3CD/", " said"],
    ["token in a query", of(word, 20), "https://firm.example/reset?token=", " now"],
    ["value in JSON within JSON", of(word, 16), '{"a":"{\\"secret\\":\\"', '\\"}"}'],
  ] as const) {
    it(`let none of 20,000 through: ${kind}`, function () {
      this.timeout(120_000);
      for (const one of fc.sample(secret, { numRuns: 20_000, seed: 17 })) {
        const redacted = redact(`${before}${one}${after}`);
        if (redacted.includes(one)) expect.fail(`${before}${one}${after} became ${redacted}`);
      }
    });
  }

  it("are read in linear time, however hostile the text", () => {
    for (const unit of [
      "pass",
      "key=",
      '\\"',
      "--a-",
      "token ",
      "secret_",
      "password:",
      "ns_",
      "AIza",
      "/services/T",
      "/webhooks/a/",
      "key ",
      "x-api-key",
      "mot de ",
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN ",
      "--key '",
      "secret=>",
      "\\\\",
      'pass="',
      "cookie=",
      "bearer a",
      "SG.",
      "--key ",
    ]) {
      const started = performance.now();
      maskSecrets(unit.repeat(20_000));
      expect(performance.now() - started, unit).to.be.below(patience(1000));
    }
  });
});
