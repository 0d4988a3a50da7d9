import { expect } from "chai";
import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { callVendor } from "./call-vendor.ts";

const DATABASE = { "x-odoo-database": "acme" };

describe("the town's vendors", () => {
  let town: Town;
  before(async () => {
    town = await startTown();
  });
  after(() => town.stop());

  const requests = [
    [
      "LUSHA",
      "/v3/contacts/search",
      { contacts: [{ email: "a@b.example" }] },
      { api_key: "lusha-town-x" },
      400,
    ],
    ["LUSHA", "/v3/contacts/enrich", { ids: ["1"], reveal: ["emails"] }, { api_key: "lusha-town-x" }, 400],
    [
      "LUSHA",
      "/v3/contacts/search-and-enrich",
      { contacts: [{ email: "a@b.example" }] },
      { api_key: "lusha-town-x" },
      400,
    ],
    ["TAVILY", "/search", { query: "acme" }, { authorization: "Bearer tvly-town-x" }, 400],
    [
      "OPENAI",
      "/responses",
      { model: "gpt-5-mini", input: "acme" },
      { authorization: "Bearer sk-town-x" },
      400,
    ],
    [
      "ZEROBOUNCE",
      "/v2/validatebatch",
      { api_key: "zb-town-x", email_batch: [{ email_address: "a@b.example" }] },
      {},
      400,
    ],
    [
      "ODOO",
      "/json/2/res.partner/search_read",
      { domain: [], fields: ["id"] },
      { authorization: "bearer odoo-town-x", ...DATABASE },
      422,
    ],
  ] as const;
  for (const [vendor, path, body, headers, refusal] of requests) {
    it(`take a documented request to ${vendor} ${path} and refuse it with one property more`, async () => {
      const good = await callVendor(town, vendor, path, { body, headers });
      expect(good.status, JSON.stringify(good.body)).to.equal(200);
      const { status } = await callVendor(town, vendor, path, { body: { ...body, made_up: true }, headers });
      expect(status).to.equal(refusal);
    });
  }
});
