import { expect } from "chai";
import { InvalidInputError } from "../../src/errors.ts";
import { createLusha, type LushaQuery } from "../../src/vendors/lusha.ts";
import { type FakeVendor, startFakeVendor, TRACE_ID, vendorErrorOf } from "./fake-vendor.ts";

const PERSON: LushaQuery = {
  reference: "c1",
  firstName: "Ada",
  lastName: "Example",
  companyDomain: "acme.example",
};

describe("Lusha", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  function look(contacts: readonly LushaQuery[] = [PERSON]) {
    const lusha = createLusha({ apiKey: "lusha-1", baseUrl: vendor.baseUrl, timeoutMs: 5_000 });
    return lusha.searchAndEnrich({ contacts }, { traceId: TRACE_ID });
  }

  it("reveals e-mails only, never through the waterfall, and charges what the bill says", async () => {
    vendor.answer({
      json: {
        requestId: "r",
        results: [
          {
            clientReferenceId: "c1",
            id: 77,
            jobTitle: "Buyer",
            emails: [{ email: "ada@acme.example", type: "work", confidence: "A+", updateDate: "2026-01-01" }],
          },
          { clientReferenceId: "c2" },
        ],
        billing: { creditsCharged: 1, resultsReturned: 2 },
      },
    });
    expect(await look()).to.deep.equal({
      value: [
        {
          reference: "c1",
          lushaId: "77",
          jobTitle: "Buyer",
          emails: [{ email: "ada@acme.example", type: "work", confidence: "A+" }],
        },
        { reference: "c2", lushaId: null, jobTitle: null, emails: [] },
      ],
      charge: { unit: "credit", quantity: 1 },
    });
    const [request] = vendor.seen;
    expect(request?.url).to.equal("/v3/contacts/search-and-enrich");
    expect(request?.headers["api_key"]).to.equal("lusha-1");
    expect(request?.body).to.deep.equal({
      contacts: [
        { clientReferenceId: "c1", firstName: "Ada", lastName: "Example", companyDomain: "acme.example" },
      ],
      reveal: ["emails"],
      waterfallEnabled: false,
    });
  });

  it("asks nobody about nobody", async () => {
    vendor.answer({});
    expect(await look([])).to.deep.equal({ value: [], charge: { unit: "none" } });
    expect(vendor.seen).to.have.length(0);
  });

  it("takes 100 contacts and refuses 101", async () => {
    vendor.answer({ json: { results: [], billing: { creditsCharged: 0 } } });
    await look(Array.from({ length: 100 }, () => PERSON));
    const refused = await look(Array.from({ length: 101 }, () => PERSON)).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(InvalidInputError);
    expect(vendor.seen).to.have.length(1);
  });

  it("wants a minute's rest after the last call of a minute, and none before", async () => {
    const json = { results: [], billing: { creditsCharged: 0 } };
    for (const [left, pauseMs] of [
      ["0", 60_000],
      ["1", undefined],
    ] as const) {
      vendor.answer({ headers: { "x-minute-requests-left": left }, json });
      expect((await look()).pauseMs, left).to.equal(pauseMs);
    }
  });

  it("will not read an answer without a bill, or with one that cannot be", async () => {
    vendor.answer({ json: { results: [] } });
    expect((await vendorErrorOf(look())).facts.vendorCode).to.equal("billing");
    for (const creditsCharged of [-1, 1_000_001, "1", null]) {
      vendor.answer({ json: { results: [], billing: { creditsCharged } } });
      const { facts } = await vendorErrorOf(look());
      expect([facts.vendorCode, facts.outcomeUnknown]).to.deep.equal(["billing.creditsCharged", true]);
    }
  });

  const failures = [
    [400, {}, "bad_request"],
    [401, {}, "auth"],
    [402, {}, "quota_exhausted"],
    [403, {}, "forbidden_plan"],
    [404, {}, "not_found"],
    [429, {}, "rate_limited"],
    [429, { "x-daily-requests-left": "1" }, "rate_limited"],
    [429, { "x-daily-requests-left": "0", "x-hourly-requests-left": "0" }, "quota_exhausted"],
    [451, {}, "legal"],
    [499, {}, "timeout"],
    [503, {}, "server"],
  ] as const;
  for (const [status, headers, kind] of failures) {
    it(`takes HTTP ${status} with ${JSON.stringify(headers)} for ${kind}`, async () => {
      vendor.answer({ status, headers, json: { statusCode: status, message: "in words" } });
      expect((await vendorErrorOf(look())).code).to.equal(`lusha_${kind}`);
    });
  }

  const waits = [
    ["nothing is said", {}, "in words", undefined],
    ["the minute is used up", { "x-minute-requests-left": "0" }, "in words", 60_000],
    ["the minute is not", { "x-minute-requests-left": "1" }, "in words", undefined],
    ["the hour is used up", { "x-hourly-requests-left": "0" }, "in words", 3_600_000],
    [
      "the message says when the hour ends",
      { "x-hourly-requests-left": "0" },
      "Hourly API rate limit exceeded. Limit 150 calls per hour. Reset in 45 seconds",
      45_000,
    ],
    ["a Retry-After says nothing", { "x-hourly-requests-left": "0", "retry-after": "soon" }, "", 3_600_000],
    ["there is a Retry-After", { "x-hourly-requests-left": "0", "retry-after": "5" }, "in words", 5_000],
  ] as const;
  for (const [when, headers, message, expected] of waits) {
    it(`wants ${expected ?? "no stated"} ms of rest when ${when}`, async () => {
      vendor.answer({ status: 429, headers, json: { statusCode: 429, message } });
      expect((await vendorErrorOf(look())).facts.retryAfterMs).to.equal(expected);
    });
  }
});
