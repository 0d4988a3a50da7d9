import { expect } from "chai";
import { createTavily, type TavilySearchDepth } from "../../src/vendors/tavily.ts";
import { type FakeVendor, startFakeVendor, TRACE_ID, vendorErrorOf } from "./fake-vendor.ts";

describe("Tavily", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  function search(query = "acme", searchDepth: TavilySearchDepth = "basic") {
    const tavily = createTavily({ apiKey: "tvly-1", baseUrl: `${vendor.baseUrl}/`, timeoutMs: 5_000 });
    return tavily.search({ query, maxResults: 3, searchDepth }, { traceId: TRACE_ID });
  }

  it("asks with the key as a bearer token and reads what was found", async () => {
    vendor.answer({
      json: {
        query: "acme",
        images: [],
        results: [
          { title: "Acme", url: "https://acme.example", content: "Pumps.", score: 0.9, raw_content: null },
        ],
        usage: { credits: 1 },
      },
    });
    expect(await search()).to.deep.equal({
      value: [{ title: "Acme", url: "https://acme.example", content: "Pumps.", score: 0.9 }],
      charge: { unit: "credit", quantity: 1 },
    });
    expect(vendor.seen[0]).to.include({ method: "POST", url: "/search" });
    expect(vendor.seen[0]?.headers.authorization).to.equal("Bearer tvly-1");
    expect(vendor.seen[0]?.body).to.deep.equal({
      query: "acme",
      max_results: 3,
      search_depth: "basic",
      include_usage: true,
    });
  });

  const charges = [
    ["basic", {}, 1],
    ["fast", { usage: null }, 1],
    ["advanced", {}, 2],
    ["advanced", { usage: { credits: 5 } }, 5],
    ["basic", { usage: { credits: 0 } }, 0],
  ] as const;
  for (const [depth, answer, quantity] of charges) {
    it(`charges ${quantity} for ${depth} when the answer says ${JSON.stringify(answer)}`, async () => {
      vendor.answer({ json: { results: [], ...answer } });
      expect((await search("acme", depth)).charge).to.deep.equal({ unit: "credit", quantity });
    });
  }

  for (const credits of [-1, 1_000_001, "1"]) {
    it(`will not have ${JSON.stringify(credits)} credits charged`, async () => {
      vendor.answer({ json: { results: [], usage: { credits } } });
      expect((await vendorErrorOf(search())).facts.vendorCode).to.equal("usage.credits");
    });
  }

  it("cuts a query to the 400 characters Tavily takes, and no character in half", async () => {
    vendor.answer({ json: { results: [] } });
    await search("x".repeat(400));
    await search(`${"x".repeat(400)}y`);
    await search(`${"x".repeat(399)}😀`);
    const queries = vendor.seen.map(({ body }) => body).map((body) => JSON.stringify(body));
    expect(queries[0]).to.contain(`"${"x".repeat(400)}"`);
    expect(queries[1]).to.contain(`"${"x".repeat(400)}"`);
    expect(queries[2]).to.contain(`"${"x".repeat(399)}"`);
  });

  const failures = [
    [401, "auth"],
    [429, "rate_limited"],
    [432, "quota_exhausted"],
    [433, "quota_exhausted"],
    [400, "bad_request"],
    [500, "server"],
  ] as const;
  for (const [status, kind] of failures) {
    it(`takes HTTP ${status} for ${kind}`, async () => {
      vendor.answer({ status, json: { detail: { error: "in words" } } });
      const error = await vendorErrorOf(search());
      expect([error.code, error.facts.status]).to.deep.equal([`tavily_${kind}`, status]);
    });
  }

  it("honours a Retry-After although none is documented", async () => {
    vendor.answer({ status: 429, headers: { "retry-after": "3" } });
    expect((await vendorErrorOf(search())).facts.retryAfterMs).to.equal(3_000);
  });
});
