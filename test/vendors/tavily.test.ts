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

  for (const [credits, quantity, oddities] of [
    ["2", 2, []],
    [-1, 1, ["usage.credits"]],
    [1_000_001, 1, ["usage.credits"]],
    ["many", 1, ["usage.credits"]],
  ] as const) {
    it(`charges ${quantity} when the bill says ${JSON.stringify(credits)}`, async () => {
      vendor.answer({ json: { results: [], usage: { credits } } });
      const answer = await search();
      expect(answer.charge).to.deep.equal({ unit: "credit", quantity });
      expect(answer.oddities ?? []).to.deep.equal(oddities);
    });
  }

  const GOOD = { title: "Acme", url: "https://acme.example/", content: "Pumps", score: 0.9 };
  for (const [name, odd, count, oddities] of [
    ["without an address", { title: "Other", content: "Valves", score: 0.1 }, 1, ["results.1.url"]],
    ["that is null", null, 1, ["results.1"]],
    ["whose score is a number as text", { ...GOOD, score: "0.9" }, 2, []],
    ["whose score is a word", { ...GOOD, score: "high" }, 2, ["results.1.score"]],
    ["whose title is a list", { ...GOOD, title: [] }, 2, ["results.1.title"]],
  ] as const) {
    it(`keeps the other results beside one ${name}`, async () => {
      vendor.answer({ json: { results: [GOOD, odd], usage: { credits: 1 } } });
      const answer = await search();
      expect(answer.value[0]).to.deep.equal(GOOD);
      expect([answer.value.length, answer.oddities ?? []]).to.deep.equal([count, oddities]);
      expect(answer.charge).to.deep.equal({ unit: "credit", quantity: 1 });
    });
  }

  it("says what an answer without results cost", async () => {
    vendor.answer({ json: { results: null, usage: { credits: 1 } } });
    const { facts } = await vendorErrorOf(search());
    expect([facts.vendorCode, facts.charge]).to.deep.equal(["results", { unit: "credit", quantity: 1 }]);
  });

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
