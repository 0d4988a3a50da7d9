import { createServer } from "node:http";
import { expect } from "chai";
import { createOdooJson2 } from "../../../src/vendors/odoo/create-odoo-json2.ts";
import type { OdooPartner } from "../../../src/vendors/odoo/odoo.ts";
import { everythingSaid, type FakeVendor, startFakeVendor, TRACE_ID, vendorErrorOf } from "../fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };
const COMPANY: OdooPartner = { ref: "co-1", name: "Acme", isCompany: true, website: "https://acme.example" };

describe("Odoo over JSON-2", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  const connect = () =>
    createOdooJson2({ apiKey: "odoo-1", database: "acme", baseUrl: vendor.baseUrl, timeoutMs: 5_000 });
  const seen = () => vendor.seen.map(({ url, body }) => ({ url, body }));

  it("tells its version without a key", async () => {
    vendor.answer({ json: { version: "19.0+e", version_info: [19, 0, 0, "final", 0, "e"] } });
    expect((await connect().version(CONTEXT)).value).to.equal("19.0+e");
    expect(vendor.seen[0]).to.include({ method: "GET", url: "/web/version" });
    expect(vendor.seen[0]?.headers.authorization).to.equal(undefined);
  });

  it("creates a partner that is not there, with named arguments, key and database", async () => {
    vendor.answer({ json: [] }, { json: { ids: [41], messages: [], nextrow: 0 } });
    expect(await connect().upsertPartner(COMPANY, CONTEXT)).to.deep.equal({
      value: { id: 41, created: true },
      charge: { unit: "none" },
    });
    expect(seen()).to.deep.equal([
      {
        url: "/json/2/res.partner/search_read",
        body: {
          domain: [["ref", "=", "co-1"]],
          fields: ["id"],
          limit: 1,
          order: "id",
          context: { active_test: false },
        },
      },
      {
        url: "/json/2/res.partner/load",
        body: {
          fields: ["id", "ref", "name", "is_company", "website"],
          data: [["nightshift.co-1", "co-1", "Acme", "true", "https://acme.example"]],
        },
      },
    ]);
    expect(vendor.seen[0]?.headers).to.include({ authorization: "bearer odoo-1", "x-odoo-database": "acme" });
  });

  it("writes to a partner that is there", async () => {
    vendor.answer({ json: [{ id: 41 }] }, { json: true });
    expect((await connect().upsertPartner(COMPANY, CONTEXT)).value).to.deep.equal({ id: 41, created: false });
    expect(seen()[1]).to.deep.equal({
      url: "/json/2/res.partner/write",
      body: {
        ids: [41],
        vals: { ref: "co-1", name: "Acme", is_company: true, website: "https://acme.example" },
      },
    });
  });

  it("takes nothing but Odoo's word for it that a record was written", async () => {
    vendor.answer({ json: [{ id: 41 }] }, { text: "null" });
    expect((await connect().upsertPartner(COMPANY, CONTEXT)).value.id).to.equal(41);
    for (const json of [{ error: { code: 200, message: "Odoo Server Error" } }, false, []]) {
      vendor.answer({ json: [{ id: 41 }] }, { json });
      expect((await vendorErrorOf(connect().upsertPartner(COMPANY, CONTEXT))).kind).to.equal("malformed");
    }
  });

  it("puts a person under the company, and says so when there is none", async () => {
    const person: OdooPartner = {
      ref: "ct-1",
      name: "Ada Example",
      isCompany: false,
      parentRef: "co-1",
      jobTitle: "Buyer",
    };
    vendor.answer({ json: [{ id: 41 }] }, { json: [] }, { json: { ids: [42] } });
    expect((await connect().upsertPartner(person, CONTEXT)).value.id).to.equal(42);
    expect(seen()[2]?.body).to.deep.equal({
      fields: ["id", "ref", "name", "is_company", "parent_id/.id", "function"],
      data: [["nightshift.ct-1", "ct-1", "Ada Example", "false", "41", "Buyer"]],
    });

    vendor.answer({ json: [] });
    const error = await vendorErrorOf(connect().upsertPartner(person, CONTEXT));
    expect([error.code, error.facts.vendorCode]).to.deep.equal(["odoo_not_found", "parent"]);
  });

  it("keeps a lead's key in `referred`", async () => {
    vendor.answer({ json: [] }, { json: { ids: [7] } });
    await connect().upsertLead(
      { ref: "nightshift:lead:1", name: "Acme", partnerId: 41, description: "Why", priority: 2 },
      CONTEXT,
    );
    expect(seen()).to.deep.equal([
      {
        url: "/json/2/crm.lead/search_read",
        body: {
          domain: [["referred", "=", "nightshift:lead:1"]],
          fields: ["id"],
          limit: 1,
          order: "id",
          context: { active_test: false },
        },
      },
      {
        url: "/json/2/crm.lead/load",
        body: {
          fields: ["id", "referred", "name", "type", "partner_id/.id", "description", "priority"],
          data: [["nightshift.lead_1", "nightshift:lead:1", "Acme", "lead", "41", "Why", "2"]],
        },
      },
    ]);
  });

  it("writes to the record of another call that was first, and creates what Odoo will not load", async () => {
    const refused = { json: { ids: false, messages: [{ type: "error", message: "no ada@acme.example" }] } };
    vendor.answer({ json: [] }, refused, { json: [{ id: 41 }] }, { json: true });
    expect((await connect().upsertPartner(COMPANY, CONTEXT)).value).to.deep.equal({ id: 41, created: false });
    expect(seen().map(({ url }) => url?.split("/").at(-1))).to.deep.equal([
      "search_read",
      "load",
      "search_read",
      "write",
    ]);

    vendor.answer({ json: [] }, refused, { json: [] }, { json: [43] });
    expect((await connect().upsertPartner(COMPANY, CONTEXT)).value).to.deep.equal({ id: 43, created: true });
    expect(seen().at(-1)).to.deep.equal({
      url: "/json/2/res.partner/create",
      body: {
        vals_list: [{ ref: "co-1", name: "Acme", is_company: true, website: "https://acme.example" }],
      },
    });
  });

  it("makes no second record when the connection was cut after the first was made", async () => {
    const partners: string[] = [];
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        if (request.url?.endsWith("/search_read") === true) {
          response.end(JSON.stringify(partners.map((_, index) => ({ id: index + 1 }))));
        } else if (request.url?.endsWith("/load") === true) {
          partners.push("made");
          response.destroy();
        } else response.end("true");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const odoo = createOdooJson2({
      apiKey: "k",
      database: "acme",
      baseUrl: `http://127.0.0.1:${port}`,
      timeoutMs: 5_000,
    });
    const error = await vendorErrorOf(odoo.upsertPartner(COMPANY, CONTEXT));
    expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal(["network", true]);
    expect((await odoo.upsertPartner(COMPANY, CONTEXT)).value).to.deep.equal({ id: 1, created: false });
    expect(partners).to.have.length(1);
    server.closeAllConnections();
    server.close();
  });

  const failures = [
    [401, "werkzeug.exceptions.Unauthorized", "auth"],
    [403, "odoo.exceptions.AccessError", "forbidden_plan"],
    [404, "odoo.exceptions.MissingError", "not_found"],
    [422, "odoo.exceptions.ValidationError", "bad_request"],
    [429, "werkzeug.exceptions.TooManyRequests", "rate_limited"],
    [500, "psycopg2.errors.SerializationFailure", "server"],
  ] as const;
  for (const [status, name, kind] of failures) {
    it(`takes HTTP ${status} for ${kind} and keeps nothing but the exception's class`, async () => {
      vendor.answer({
        status,
        json: {
          name,
          message: "no ada@acme.example here",
          arguments: ["ada@acme.example"],
          context: {},
          debug: "Traceback (most recent call last)",
        },
      });
      const error = await vendorErrorOf(connect().upsertPartner(COMPANY, CONTEXT));
      expect([error.kind, error.facts.vendorCode]).to.deep.equal([kind, name]);
      expect(everythingSaid(error)).not.to.match(/ada@acme|Traceback/);
    });
  }

  it("calls an id that is none malformed", async () => {
    vendor.answer({ json: [] }, { json: { ids: ["41"] } });
    const error = await vendorErrorOf(connect().upsertPartner(COMPANY, CONTEXT));
    expect([error.kind, error.facts.vendorCode]).to.deep.equal(["malformed", "ids"]);
  });
});
