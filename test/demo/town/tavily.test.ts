import { expect } from "chai";

import type { TownCompany } from "../../../demo/town/companies/town-company.ts";
import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { callVendor } from "./call-vendor.ts";

const AUTHORIZED = { authorization: "Bearer tvly-town-test" };

describe("the town's Tavily", () => {
  let town: Town;
  let company: TownCompany;

  before(async () => {
    town = await startTown();
    const found = town.companies.find(({ site, strength }) => site === "refused" && strength === "strong");
    if (found === undefined) throw new Error("no strong firm with a refused site");
    company = found;
  });
  after(() => town.stop());

  const search = (body: unknown, headers: Record<string, string> = AUTHORIZED) =>
    callVendor(town, "TAVILY", "/search", { body, headers });

  it("finds a firm by name or domain, even one whose site is down", async () => {
    for (const query of [`"${company.name}" company profile`, `about ${company.domain}`]) {
      const { status, body } = await search({ query, max_results: 3, include_usage: true });
      expect(status).to.equal(200);
      expect(body).to.include({ query }).and.to.have.nested.property("usage.credits", 1);
      expect(body).to.have.property("results").with.length(3);
      expect(body).to.have.nested.property("results[0].content").that.includes(company.name);
      expect(body).to.have.nested.property("results[0].score").that.is.within(0, 1);
      expect(body).not.to.have.nested.property("results[0].raw_content");
    }
  });

  it("knows nothing of firms outside the town, and keeps to the domains asked for", async () => {
    expect((await search({ query: "Nowhere Ltd" })).body).to.deep.include({ results: [] });
    const { body } = await search({ query: company.domain, include_domains: ["directory.example"] });
    expect(body).to.have.property("results").with.length(1);
  });

  it("charges a credit for a basic search and two for an advanced one, each key apart", async () => {
    const key = { authorization: "Bearer tvly-town-counted" };
    await search({ query: company.domain }, key);
    await search({ query: company.domain, search_depth: "advanced" }, key);
    const { body } = await callVendor(town, "TAVILY", "/usage", { headers: key });
    expect(body).to.have.nested.property("key.usage", 3);
  });

  it("refuses a missing or foreign key, a missing or long query, another content type, broken JSON", async () => {
    const errorOf = ({ status, body }: { status: number; body: unknown }) => {
      expect(body).to.have.nested.property("detail.error").that.is.a("string");
      return status;
    };
    expect(errorOf(await search({ query: "x" }, {}))).to.equal(401);
    expect(errorOf(await search({ query: "x" }, { authorization: "Bearer other" }))).to.equal(401);
    expect(errorOf(await search({}))).to.equal(400);
    expect(errorOf(await search({ query: "x".repeat(401) }))).to.equal(400);
    expect((await search({ query: "x".repeat(400) })).status).to.equal(200);
    expect(errorOf(await search("{", AUTHORIZED))).to.equal(400);
    expect(errorOf(await search({ query: "x" }, { ...AUTHORIZED, "content-type": "text/plain" }))).to.equal(
      415,
    );
  });
});
