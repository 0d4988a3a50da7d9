import { expect } from "chai";

import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { callVendor } from "./call-vendor.ts";

const GLOBEX = { database: "globex" };

describe("the town's Odoo", () => {
  let town: Town;
  before(async () => {
    town = await startTown();
  });
  after(() => town.stop());

  const call = (
    model: string,
    method: string,
    body: unknown,
    { database = "acme", key = town.odooApiKey }: { database?: string; key?: string } = {},
  ) =>
    callVendor(town, "ODOO", `/json/2/${model}/${method}`, {
      body,
      headers: { authorization: `bearer ${key}`, "x-odoo-database": database },
    });
  const result = async (...parameters: Parameters<typeof call>) => {
    const { status, body } = await call(...parameters);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body;
  };
  const refusal = async (...parameters: Parameters<typeof call>) => {
    const { status, body } = await call(...parameters);
    expect(body).to.have.all.keys("name", "message", "arguments", "context", "debug");
    const { name } = body instanceof Object && "name" in body ? body : { name: null };
    return [status, name];
  };

  it("tells its version to anybody", async () => {
    const { status, body } = await callVendor(town, "ODOO", "/web/version");
    expect([status, body]).to.deep.equal([
      200,
      { version_info: [19, 0, 0, "final", 0, ""], version: "19.0" },
    ]);
  });

  it("creates, finds, reads, changes and removes records, and answers bare results", async () => {
    const ids = await result("res.partner", "create", {
      vals_list: [
        { name: "Kestrel", ref: "ns-1", is_company: true },
        { name: "Ada Koh", ref: "ns-2", parent_id: 1, email: "ada@kestrel.example" },
      ],
    });
    expect(ids).to.deep.equal([1, 2]);
    expect(await result("res.partner", "search", { domain: [["ref", "=", "ns-2"]] })).to.deep.equal([2]);
    expect(await result("res.partner", "write", { ids: [2], vals: { function: "Director" } })).to.equal(true);
    expect(
      await result("res.partner", "search_read", {
        domain: [["is_company", "=", false]],
        fields: ["name", "parent_id", "function", "phone"],
        limit: 1,
      }),
    ).to.deep.equal([
      { id: 2, name: "Ada Koh", parent_id: [1, "Kestrel"], function: "Director", phone: false },
    ]);
    expect(await result("res.partner", "name_search", { name: "kest" })).to.deep.equal([[1, "Kestrel"]]);
    expect(await result("res.partner", "search_count", { domain: [] })).to.equal(2);
    expect(await result("res.partner", "unlink", { ids: [2] })).to.equal(true);
    expect(await refusal("res.partner", "read", { ids: [2] })).to.deep.equal([
      404,
      "odoo.exceptions.MissingError",
    ]);
  });

  it("keeps each database's records to itself", async () => {
    await result("crm.lead", "create", { vals_list: [{ name: "Lead" }] }, { database: "globex" });
    expect(town.odooRecords("globex", "crm.lead")).to.have.length(1);
    expect(town.odooRecords("acme", "crm.lead")).to.deep.equal([]);
    expect(() => town.odooRecords("nobody", "crm.lead")).to.throw(RangeError);
  });

  it("hides archived records unless the context asks for them", async () => {
    await result("crm.tag", "create", { vals_list: [{ name: "old", active: false }] });
    expect(await result("crm.tag", "search", { domain: [] })).to.deep.equal([]);
    expect(await result("crm.tag", "search", { domain: [], context: { active_test: false } })).to.deep.equal([
      1,
    ]);
  });

  it("understands prefix operators, orders and pages", async () => {
    const database = "globex";
    const names = ["a", "b", "c", "d"];
    await result("res.partner", "create", { vals_list: names.map((name) => ({ name })) }, { database });
    const domain = ["|", ["name", "=", "a"], "&", ["name", "in", ["b", "c"]], "!", ["name", "ilike", "B"]];
    expect(await result("res.partner", "search", { domain }, { database })).to.deep.equal([1, 3]);
    const page = { domain: [], order: "name desc", offset: 1, limit: 2 };
    expect(await result("res.partner", "search", page, { database })).to.deep.equal([3, 2]);
  });

  it("lets an external id be given once, and rolls a failed call back whole", async () => {
    const record = { module: "nightshift", name: "company_1", model: "res.partner", res_id: 1 };
    await result("ir.model.data", "create", { vals_list: [record] });
    const twice = { vals_list: [{ ...record, name: "company_2" }, record] };
    expect(await refusal("ir.model.data", "create", twice)).to.deep.equal([
      422,
      "odoo.exceptions.ValidationError",
    ]);
    expect(town.odooRecords("acme", "ir.model.data")).to.have.length(1);
  });

  it("refuses in its own words", async () => {
    const search = { domain: [] };
    expect(await refusal("res.partner", "search", search, { key: "other" })).to.deep.equal([
      401,
      "werkzeug.exceptions.Unauthorized",
    ]);
    expect(await refusal("res.partner", "search", search, { database: "nobody" })).to.deep.equal([
      404,
      "werkzeug.exceptions.NotFound",
    ]);
    expect(await refusal("res.nothing", "search", search)).to.deep.equal([
      404,
      "werkzeug.exceptions.NotFound",
    ]);
    expect(await refusal("res.partner", "explode", search)).to.deep.equal([
      404,
      "werkzeug.exceptions.NotFound",
    ]);
    expect(await refusal("res.partner", "search", { domian: [] })).to.deep.equal([
      422,
      "werkzeug.exceptions.UnprocessableEntity",
    ]);
    expect(await refusal("res.partner", "create", { vals_list: [{ nmae: "x" }] })).to.deep.equal([
      500,
      "builtins.ValueError",
    ]);
    expect(await refusal("res.partner", "create", { vals_list: [{ ref: "x" }] })).to.deep.equal([
      422,
      "odoo.exceptions.ValidationError",
    ]);
  });

  it("fails for one database and not for the other", async () => {
    town.setFault({ vendor: "odoo", mode: "5xx", match: "globex" });
    expect(await refusal("res.partner", "search", { domain: [] }, { database: "globex" })).to.deep.equal([
      500,
      "psycopg2.OperationalError",
    ]);
    await result("res.partner", "search", { domain: [] });
    town.clearFaults();
    await result("res.partner", "search", { domain: [] }, { database: "globex" });
  });

  it("has done what a dropped connection hid", async () => {
    town.setFault({ vendor: "odoo", mode: "drop_after_write", match: "crm.lead/create", times: 1 });
    const cut = await call("crm.lead", "create", { vals_list: [{ name: "Unheard" }] }).catch(
      (error: unknown) => error,
    );
    expect(cut).to.be.an.instanceOf(Error);
    expect(town.odooRecords("acme", "crm.lead").map(({ name }) => name)).to.deep.equal(["Unheard"]);
    expect(town.calls().at(-1)).to.include({ operation: "crm.lead.create", database: "acme", status: null });
  });

  it("loads a row under an external id, once for all calls that name it, and tells what it refuses", async () => {
    const load = (...cells: string[]) =>
      result("res.partner", "load", { fields: ["id", "name", "is_company"], data: [cells] }, GLOBEX);
    const made = await load("nightshift.company_9", "Heron", "true");
    expect(made).to.deep.include({ messages: [] });
    expect(await load("nightshift.company_9", "Heron Ltd", "true")).to.deep.equal(made);
    const [record, ...others] = town
      .odooRecords("globex", "res.partner")
      .filter(({ name }) => name === "Heron Ltd");
    expect(others).to.deep.equal([]);
    expect(record).to.include({ is_company: true });
    expect(await load("nightshift.company_10", "", "true")).to.include({ ids: false });
    expect(
      await refusal("res.partner", "load", { fields: ["id", "nom"], data: [["a.b", "x"]] }),
    ).to.deep.equal([500, "builtins.ValueError"]);
  });
});
