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

  it("reveals e-mails only, with documented properties only, and charges what the bill says", async () => {
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
    expect(await look([PERSON, { ...PERSON, reference: "c2" }])).to.deep.equal({
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
        { clientReferenceId: "c2", firstName: "Ada", lastName: "Example", companyDomain: "acme.example" },
      ],
      reveal: ["emails"],
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

  it("keeps a good answer without a readable bill, its cost unknown", async () => {
    const results = [{ clientReferenceId: "c1", id: "7" }];
    for (const [billing, odd] of [
      [undefined, []],
      [{ creditsCharged: -1 }, ["billing.creditsCharged"]],
      [{ creditsCharged: 1_000_001 }, ["billing.creditsCharged"]],
      [{ creditsCharged: "some" }, ["billing.creditsCharged"]],
      [{ creditsCharged: null }, []],
      ["none", ["billing"]],
    ] as const) {
      vendor.answer({ json: { results, billing } });
      const answer = await look();
      expect(answer.value[0]?.lushaId, JSON.stringify(billing)).to.equal("7");
      expect([answer.charge.unit, answer.oddities ?? []]).to.deep.equal(["unknown", odd]);
    }
  });

  const ADA = { id: "7", emails: [{ email: "ada@acme.example", type: "work", confidence: "A+" }] };
  const GRACE: LushaQuery = { ...PERSON, reference: "c2", firstName: "Grace", lastName: "Sample" };
  const oddResults: [string, unknown[], string[]][] = [
    [
      "a result with nothing but an error",
      [{ clientReferenceId: "c1", ...ADA }, { error: { code: "NOT_FOUND" } }],
      [],
    ],
    [
      "an error before the found one",
      [{ error: { code: "NOT_FOUND" } }, { clientReferenceId: "c1", ...ADA }],
      [],
    ],
    ["a result that is null", [{ clientReferenceId: "c1", ...ADA }, null], []],
    ["a result that is text", [{ clientReferenceId: "c1", ...ADA }, "gone"], ["results.1"]],
    ["results without references, in order", [ADA, { id: null }], []],
    [
      "results without references, told apart by name",
      [{ ...ADA, firstName: "ADA", lastName: "example " }],
      [],
    ],
    [
      "a reference as a foreign one",
      [
        { clientReferenceId: "c1", ...ADA },
        { clientReferenceId: "x", id: "8" },
      ],
      ["results.1.clientReferenceId"],
    ],
    [
      "an address that is null",
      [{ clientReferenceId: "c1", ...ADA, emails: [null, ...ADA.emails] }],
      ["results.0.emails.0"],
    ],
    [
      "an address without its text",
      [{ clientReferenceId: "c1", ...ADA, emails: [{ email: null }, ...ADA.emails] }],
      ["results.0.emails.0.email"],
    ],
    [
      "another one's addresses as text",
      [
        { clientReferenceId: "c1", ...ADA },
        { clientReferenceId: "c2", emails: "none" },
      ],
      ["results.1.emails"],
    ],
    ["a job title as a list", [{ clientReferenceId: "c1", ...ADA, jobTitle: [1] }], ["results.0.jobTitle"]],
  ];
  for (const [name, results, oddities] of oddResults) {
    it(`keeps the paid address beside ${name}`, async () => {
      vendor.answer({ json: { results, billing: { creditsCharged: "1" } } });
      const answer = await look([PERSON, GRACE]);
      const ada = answer.value.find(({ reference }) => reference === "c1");
      expect(ada?.emails.map(({ email }) => email)).to.deep.equal(["ada@acme.example"]);
      expect(answer.charge).to.deep.equal({ unit: "credit", quantity: 1 });
      expect(answer.oddities ?? []).to.deep.equal(oddities);
    });
  }

  it("reads confidence as a number, and ids and references too", async () => {
    vendor.answer({
      json: {
        results: [{ clientReferenceId: 1, id: 7, emails: [{ email: "a@acme.example", confidence: 0.9 }] }],
        billing: { creditsCharged: 1 },
      },
    });
    expect((await look([{ ...PERSON, reference: "1" }])).value).to.deep.equal([
      {
        reference: "1",
        lushaId: "7",
        jobTitle: null,
        emails: [{ email: "a@acme.example", type: null, confidence: "0.9" }],
      },
    ]);
  });

  it("says what an answer cost that makes no sense at all", async () => {
    vendor.answer({ json: { results: "none", billing: { creditsCharged: 2 } } });
    const { facts } = await vendorErrorOf(look());
    expect([facts.vendorCode, facts.charge]).to.deep.equal(["results", { unit: "credit", quantity: 2 }]);
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
