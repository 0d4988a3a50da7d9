import type { ServerResponse } from "node:http";
import { expect } from "chai";
import { InvalidInputError } from "../../../src/errors.ts";
import { createZeroBounce } from "../../../src/vendors/zerobounce/zero-bounce.ts";
import { type FakeVendor, startFakeVendor, TRACE_ID, vendorErrorOf } from "../fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };
const NO_CREDIT = { error: "Invalid API key or your account ran out of credits" };
const checked = (address: string, status: string) => ({ address, status, sub_status: "", free_email: false });

describe("ZeroBounce", () => {
  let api: FakeVendor;
  let bulk: FakeVendor;
  before(async () => {
    api = await startFakeVendor();
    bulk = await startFakeVendor();
  });
  after(async () => {
    await api[Symbol.asyncDispose]();
    await bulk[Symbol.asyncDispose]();
  });

  const connect = (over: { timeoutMs?: number; batchTimeoutMs?: number } = {}) =>
    createZeroBounce({
      apiKey: "zb-secret",
      baseUrl: api.baseUrl,
      bulkBaseUrl: bulk.baseUrl,
      timeoutMs: 5_000,
      ...over,
    });
  const validate = (email = "a@acme.test") => connect().validate(email, CONTEXT);
  const batch = (emails: readonly string[]) => connect().validateBatch(emails, CONTEXT);

  const verdicts = [
    ["valid", "verified", 1],
    ["catch-all", "unknown", 1],
    ["unknown", "unknown", 0],
    ["invalid", "bad", 1],
    ["spamtrap", "bad", 1],
    ["abuse", "bad", 1],
    ["do_not_mail", "bad", 1],
    ["Valid", "verified", 1],
  ] as const;
  for (const [theirs, ours, quantity] of verdicts) {
    it(`reads ${theirs} as ${ours} for ${quantity} credits`, async () => {
      api.answer({ json: { ...checked("a@acme.test", theirs), sub_status: "role_based", free_email: true } });
      expect(await validate()).to.deep.equal({
        value: {
          email: "a@acme.test",
          status: ours,
          zeroBounceStatus: theirs.toLowerCase(),
          subStatus: "role_based",
          freeEmail: true,
        },
        charge: { unit: "credit", quantity },
      });
    });
  }

  it("asks with the key and the address in the query, well escaped", async () => {
    api.answer({ json: checked("a+b@acme.test", "valid") });
    await validate("a+b@acme.test");
    expect(api.seen[0]?.url).to.equal(
      "/v2/validate?api_key=zb-secret&email=a%2Bb%40acme.test&ip_address=&timeout=4",
    );
  });

  for (const [said, word] of [
    ["Perhaps", "perhaps"],
    ["", "unread"],
    [null, "unread"],
    ["a@acme.test is <fine>", "unread"],
  ] as const) {
    it(`keeps a verdict of ${JSON.stringify(said)} as unknown`, async () => {
      api.answer({ json: { ...checked("a@acme.test", "valid"), status: said, free_email: "" } });
      expect(await validate()).to.deep.equal({
        value: {
          email: "a@acme.test",
          status: "unknown",
          zeroBounceStatus: word,
          subStatus: null,
          freeEmail: null,
        },
        charge: { unit: "credit", quantity: 1 },
        oddities: ["status"],
      });
    });
  }

  it("calls a greylisted address, which is answered with a message alone, malformed and its cost unknown", async () => {
    api.answer({ json: { Message: "Server is greylisted. Try again later." } });
    const { kind, facts } = await vendorErrorOf(validate());
    expect([kind, facts.vendorCode, facts.outcomeUnknown]).to.deep.equal(["malformed", "address", true]);
  });

  const oddRows: [string, unknown, string, string[]][] = [
    ["only a message", { Message: "greylisted" }, "unread", ["email_batch.1.address"]],
    ["null", null, "unread", ["email_batch.1"]],
    ["a text", "greylisted", "unread", ["email_batch.1"]],
    ["a new status", { ...checked("b@acme.test", "dormant") }, "dormant", ["email_batch.1.status"]],
    ["an empty status", { ...checked("b@acme.test", "") }, "unread", ["email_batch.1.status"]],
    ["no status", { address: "b@acme.test" }, "unread", ["email_batch.1.status"]],
    ["a status that is a number", { address: "b@acme.test", status: 7 }, "unread", ["email_batch.1.status"]],
    ["no address", { status: "invalid" }, "invalid", ["email_batch.1.address"]],
    ["an empty free_email", { ...checked("b@acme.test", "invalid"), free_email: "" }, "invalid", []],
    [
      "a strange free_email",
      { ...checked("b@acme.test", "invalid"), free_email: 7 },
      "invalid",
      ["email_batch.1.free_email"],
    ],
  ];
  for (const [name, row, word, oddities] of oddRows) {
    it(`keeps the other verdicts of a batch beside a row with ${name}`, async () => {
      bulk.answer({ json: { email_batch: [checked("a@acme.test", "valid"), row], errors: [] } });
      const answer = await batch(["a@acme.test", "b@acme.test"]);
      expect(answer.value.checks.map((check) => check.zeroBounceStatus)).to.deep.equal(["valid", word]);
      expect(answer.value.unanswered).to.deep.equal([]);
      expect(answer.oddities ?? []).to.deep.equal(oddities);
      expect(answer.charge).to.deep.equal({ unit: "credit", quantity: 2 });
    });
  }

  it("does not guess which of several missing addresses an odd row was about", async () => {
    bulk.answer({ json: { email_batch: [checked("a@acme.test", "valid"), { Message: "greylisted" }] } });
    const { value } = await batch(["a@acme.test", "b@acme.test", "c@acme.test"]);
    expect(value.unanswered).to.deep.equal(["b@acme.test", "c@acme.test"]);
  });

  it("charges nothing for the vendor's own addresses for trying out", async () => {
    api.answer({ json: checked("invalid@example.com", "invalid") });
    expect((await validate("invalid@example.com")).charge).to.deep.equal({ unit: "credit", quantity: 0 });
  });

  it("checks a batch on the bulk host, answers in the order asked, and charges all but the unknown", async () => {
    bulk.answer({
      json: {
        email_batch: [
          checked("C@acme.test", "invalid"),
          checked("a@acme.test", "valid"),
          checked("u@acme.test", "unknown"),
        ],
        errors: [{ error: "bad", email_address: "b@acme.test" }],
      },
    });
    const { value, charge } = await batch(["a@acme.test", "b@acme.test", "c@acme.test", "u@acme.test"]);
    expect(value.checks.map(({ email, status }) => [email, status])).to.deep.equal([
      ["a@acme.test", "verified"],
      ["c@acme.test", "bad"],
      ["u@acme.test", "unknown"],
    ]);
    expect(value.unanswered).to.deep.equal(["b@acme.test"]);
    expect(charge).to.deep.equal({ unit: "credit", quantity: 2 });
    expect(bulk.seen[0]).to.include({ method: "POST", url: "/v2/validatebatch" });
    expect(bulk.seen[0]?.body).to.deep.include({ api_key: "zb-secret", timeout: 70 });
  });

  it("takes 200 addresses, refuses 201, and sends no empty batch", async () => {
    bulk.answer({ json: { email_batch: [], errors: [] } });
    const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}@acme.test`);
    expect((await batch(many(200))).value.unanswered).to.have.length(200);
    expect(await batch(many(201)).catch((error: unknown) => error)).to.be.instanceOf(InvalidInputError);
    expect((await batch([])).charge).to.deep.equal({ unit: "none" });
    expect(bulk.seen).to.have.length(1);
  });

  it("leaves the outcome of a batch unknown when it times out", async () => {
    bulk.answer(() => undefined);
    const error = await vendorErrorOf(
      connect({ batchTimeoutMs: 40 }).validateBatch(["a@acme.test"], CONTEXT),
    );
    expect([error.kind, error.facts.operation, error.facts.outcomeUnknown]).to.deep.equal([
      "timeout",
      "validate_batch",
      true,
    ]);
  });

  const credits = [
    [12, 12],
    ["12", 12],
    [0, 0],
  ] as const;
  for (const [said, read] of credits) {
    it(`reads ${JSON.stringify(said)} credits`, async () => {
      api.answer({ json: { Credits: said } });
      expect(await connect().getCredits(CONTEXT)).to.deep.equal({ value: read, charge: { unit: "none" } });
    });
  }

  it("takes -1 credits for a bad key", async () => {
    api.answer({ json: { Credits: "-1" } });
    expect((await vendorErrorOf(connect().getCredits(CONTEXT))).kind).to.equal("auth");
  });

  for (const [name, answer, kind] of [
    ["are no number", { json: { Credits: null } }, "malformed"],
    ["are kept back by a gateway", { status: 504 }, "server"],
    ["do not come", (response: ServerResponse) => response.destroy(), "network"],
  ] as const) {
    it(`calls credits that ${name} ${kind}, which charges nothing`, async () => {
      api.answer(answer);
      const error = await vendorErrorOf(connect().getCredits(CONTEXT));
      expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal([kind, undefined]);
    });
  }

  describe("tells a bad key from an empty account by the credits", () => {
    const refusals = [
      [{ json: NO_CREDIT }, { json: { Credits: "-1" } }, "auth", undefined],
      [{ json: NO_CREDIT }, { json: { Credits: 0 } }, "quota_exhausted", undefined],
      [{ json: NO_CREDIT }, { json: { Credits: 5 } }, "bad_request", undefined],
      [{ json: NO_CREDIT }, { status: 403 }, "auth", undefined],
      [{ status: 403 }, { json: { Credits: -1 } }, "auth", undefined],
      [{ status: 403 }, { json: { Credits: 0 } }, "quota_exhausted", undefined],
      [{ status: 403 }, { json: { Credits: 5 } }, "rate_limited", 3_600_000],
      [{ status: 403 }, { status: 403 }, "rate_limited", 3_600_000],
      [{ status: 403, headers: { "retry-after": "20" } }, { status: 403 }, "rate_limited", 20_000],
      [{ status: 403 }, { status: 503 }, "rate_limited", 3_600_000],
    ] as const;
    for (const [refusal, answer, kind, retryAfterMs] of refusals) {
      it(`${JSON.stringify(refusal)} and ${JSON.stringify(answer)} is ${kind}`, async () => {
        api.answer(refusal, answer);
        const error = await vendorErrorOf(validate());
        expect([error.kind, error.facts.operation, error.facts.retryAfterMs]).to.deep.equal([
          kind,
          "validate",
          retryAfterMs,
        ]);
      });
    }

    it("also when a batch is refused as a whole", async () => {
      bulk.answer({ json: { email_batch: [], errors: [{ ...NO_CREDIT, email_address: "all" }] } });
      api.answer({ json: { Credits: 0 } });
      expect((await vendorErrorOf(batch(["a@acme.test"]))).kind).to.equal("quota_exhausted");
    });
  });

  it("knows how long ZeroBounce blocks: a minute for single checks, ten for batches", async () => {
    api.answer({ status: 429 });
    bulk.answer({ status: 429 });
    expect((await vendorErrorOf(validate())).facts.retryAfterMs).to.equal(60_000);
    expect((await vendorErrorOf(batch(["a@acme.test"]))).facts.retryAfterMs).to.equal(600_000);
    for (const [told, retryAfterMs] of [
      ["5", 5_000],
      ["soon", 60_000],
      ["-5", 60_000],
    ] as const) {
      api.answer({ status: 429, headers: { "retry-after": told } });
      expect((await vendorErrorOf(validate())).facts.retryAfterMs).to.equal(retryAfterMs);
    }
  });

  for (const [status, kind] of [
    [400, "bad_request"],
    [404, "not_found"],
    [500, "server"],
  ] as const) {
    it(`takes HTTP ${status} for ${kind}`, async () => {
      api.answer({ status });
      expect((await vendorErrorOf(validate())).kind).to.equal(kind);
    });
  }
});
