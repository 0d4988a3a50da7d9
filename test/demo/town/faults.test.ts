import { expect } from "chai";
import fc from "fast-check";

import { FaultBook } from "../../../demo/town/fault-book.ts";
import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { callVendor } from "./call-vendor.ts";

const TAVILY = { authorization: "Bearer tvly-town-test" };
const search = { query: "anything" };

describe("FaultBook", () => {
  it("spares `after` calls, then hits `times` calls, then none", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 1, max: 5 }), (after, times) => {
        const book = new FaultBook();
        book.add({ vendor: "lusha", mode: "5xx", after, times });
        const hits = Array.from(
          { length: after + times + 3 },
          () => book.next("lusha", "", true)?.mode ?? "",
        );
        expect(hits).to.deep.equal(
          hits.map((_, index) => (index >= after && index < after + times ? "5xx" : "")),
        );
      }),
    );
  });

  it("hits the same share of calls for the same seed, and other calls for another", () => {
    const hits = (seed: number) => {
      const book = new FaultBook();
      book.add({ vendor: "tavily", mode: "5xx", share: 0.3, seed });
      return Array.from({ length: 500 }, () => (book.next("tavily", "", true) === null ? "." : "x")).join("");
    };
    expect(hits(1)).to.equal(hits(1)).and.not.to.equal(hits(2));
    expect(hits(1).split("x").length - 1).to.be.within(115, 185);
  });

  it("concerns only its vendor and matching calls, in any case", () => {
    const book = new FaultBook();
    book.add({ vendor: "odoo", mode: "5xx", match: "Globex" });
    expect(book.next("odoo", "database globex", true)?.mode).to.equal("5xx");
    expect(book.next("odoo", "database acme", true)).to.equal(null);
    expect(book.next("lusha", "database globex", true)).to.equal(null);
  });

  it("is withdrawn by ok, for that vendor only", () => {
    const book = new FaultBook();
    book.add({ vendor: "odoo", mode: "5xx" });
    book.add({ vendor: "lusha", mode: "auth" });
    book.add({ vendor: "odoo", mode: "ok" });
    expect(book.next("odoo", "", true)).to.equal(null);
    expect(book.next("lusha", "", true)?.mode).to.equal("auth");
  });
});

describe("the town's faults", () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.stop());

  const ask = () => callVendor(town, "TAVILY", "/search", { body: search, headers: TAVILY });
  const control = (path: string, init?: RequestInit) =>
    fetch(new URL(path, town.settings["TAVILY_BASE_URL"]), init);
  const credits = () => town.ledger().totals["tavily"]?.["credits"] ?? 0;

  for (const { vendor, setting, mode, status } of [
    { vendor: "tavily", setting: "TAVILY", mode: "rate_limited", status: 429 },
    { vendor: "tavily", setting: "TAVILY", mode: "quota", status: 432 },
    { vendor: "tavily", setting: "TAVILY", mode: "auth", status: 401 },
    { vendor: "tavily", setting: "TAVILY", mode: "5xx", status: 500 },
    { vendor: "lusha", setting: "LUSHA", mode: "rate_limited", status: 429 },
    { vendor: "lusha", setting: "LUSHA", mode: "quota", status: 402 },
    { vendor: "lusha", setting: "LUSHA", mode: "auth", status: 401 },
    { vendor: "zerobounce", setting: "ZEROBOUNCE", mode: "rate_limited", status: 429 },
    { vendor: "zerobounce", setting: "ZEROBOUNCE", mode: "quota", status: 200 },
    { vendor: "zerobounce", setting: "ZEROBOUNCE", mode: "auth", status: 200 },
    { vendor: "odoo", setting: "ODOO", mode: "rate_limited", status: 429 },
    { vendor: "odoo", setting: "ODOO", mode: "auth", status: 401 },
  ] as const) {
    it(`make ${vendor} answer ${mode} with ${status}, free of charge`, async () => {
      town.setFault({ vendor, mode });
      const path = {
        tavily: "/search",
        lusha: "/v3/contacts/search",
        zerobounce: "/v2/validatebatch",
        odoo: "/json/2/res.partner/search",
      }[vendor];
      const answer = await callVendor(town, setting, path, { body: {} });
      expect(answer.status).to.equal(status);
      expect(town.calls()).to.have.length(1);
      expect(town.calls()[0]).to.include({ vendor, status, fault: mode });
      expect(town.ledger().lines).to.deep.equal([]);
    });
  }

  it("charge what a dropped connection hid, once for every time it is asked", async () => {
    town.setFault({ vendor: "tavily", mode: "drop_after_write", times: 1 });
    expect(await ask().catch((error: unknown) => error)).to.be.an.instanceOf(Error);
    expect(credits()).to.equal(1);
    await ask();
    const [dropped, answered] = town.calls();
    expect(dropped).to.deep.include({ status: null, fault: "drop_after_write", charged: { credits: 1 } });
    expect(answered?.bodyDigest).to.equal(dropped?.bodyDigest);
    expect(credits()).to.equal(2);
  });

  it("charge a malformed answer, which is still 200", async () => {
    town.setFault({ vendor: "tavily", mode: "malformed" });
    const { status, body } = await ask();
    expect([status, body]).to.deep.equal([200, { query: "?", results: "none" }]);
    expect(credits()).to.equal(1);
  });

  it("make a slow vendor answer late, and rightly", async () => {
    town.setFault({ vendor: "tavily", mode: "slow", delayMs: 40 });
    const started = performance.now();
    expect((await ask()).body).to.have.property("results");
    // A timer may fire up to a millisecond early.
    expect(performance.now() - started).to.be.at.least(39);
  });

  it("never hit what is free with a quota, but tell that nothing is left", async () => {
    town.setFault({ vendor: "tavily", mode: "quota" });
    const { status, body } = await callVendor(town, "TAVILY", "/usage", { headers: TAVILY });
    expect(status).to.equal(200);
    expect(body).to.have.nested.property("key.usage", 100_000);
  });

  it("are ordered, withdrawn and reported over HTTP as well", async () => {
    const order = { vendor: "tavily", mode: "rate_limited", after: 1, times: 1 };
    const ordered = await control("/__control", { method: "POST", body: JSON.stringify(order) });
    expect([ordered.status, await ordered.json()]).to.deep.equal([200, order]);
    expect((await ask()).status).to.equal(200);
    expect((await ask()).status).to.equal(429);
    expect((await ask()).status).to.equal(200);
    expect(await (await control("/__calls")).json()).to.deep.equal(town.calls());
    expect(await (await control("/__ledger")).json()).to.deep.equal(town.ledger());
    expect(town.ledger().totals).to.deep.equal({ tavily: { credits: 2 } });
    town.setFault({ vendor: "tavily", mode: "5xx" });
    await control("/__control", { method: "DELETE" });
    expect((await ask()).status).to.equal(200);
  });

  it("are refused when the order makes no sense", async () => {
    for (const body of ["{", '{"vendor":"nobody","mode":"ok"}', '{"vendor":"odoo","mode":"ok","often":1}']) {
      expect((await control("/__control", { method: "POST", body })).status).to.equal(400);
    }
    expect((await control("/__other")).status).to.equal(404);
  });

  it("and calls never hold a key", async () => {
    await ask();
    await callVendor(town, "ZEROBOUNCE", "/v2/validate?api_key=zb-town-secret&email=valid%40example.com");
    expect(JSON.stringify(town.calls())).not.to.match(/tvly-town|zb-town|example\.com/);
    expect(new Set(town.calls().map(({ key }) => key)).size).to.equal(2);
  });
});
