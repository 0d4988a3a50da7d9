import { expect } from "chai";
import { z } from "zod";
import type { FaultMode } from "../../demo/town/fault.ts";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import type { Charge } from "../../src/charge.ts";
import type { VendorName } from "../../src/entities/vendor-table.ts";
import type { VendorErrorKind } from "../../src/vendors/calling/vendor-error.ts";
import { createVendors, type VendorClients } from "../../src/vendors/create-vendors.ts";
import { createOdoo } from "../../src/vendors/odoo/create-odoo.ts";
import { createOdooJson2 } from "../../src/vendors/odoo/create-odoo-json2.ts";
import { createOdooXmlRpc } from "../../src/vendors/odoo/create-odoo-xml-rpc.ts";
import { essentialPartner } from "../../src/vendors/odoo/essential-lead.ts";
import { isAboutFields } from "../../src/vendors/odoo/is-about-fields.ts";
import type { Odoo } from "../../src/vendors/odoo/odoo.ts";
import { deleteInOdoo } from "../support/delete-in-odoo.ts";
import { textOf } from "../support/text-of.ts";
import { waitUntil } from "../support/wait-until.ts";
import { TRACE_ID, vendorErrorOf } from "./fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };
const Facts = z.object({ summary: z.string(), employees: z.number().nullable() });

describe("the vendors' clients in the town", () => {
  let town: Town;
  let vendors: VendorClients;
  let odoo: Odoo;
  before(async () => {
    town = await startTown();
    vendors = createVendors(town.settings);
    odoo = createOdooJson2({
      baseUrl: town.odooUrl,
      apiKey: town.odooApiKey,
      database: "acme",
      timeoutMs: 5_000,
    });
  });
  after(() => town.stop());
  afterEach(() => town.clearFaults());

  function present<Thing>(thing: Thing | null | undefined): Thing {
    if (thing === null || thing === undefined)
      throw new Error("the town has people and keys for every vendor");
    return thing;
  }

  const people = () =>
    town.companies
      .flatMap(({ people: staff, domain }) => staff.map((person) => ({ ...person, domain })))
      .slice(0, 20);

  const call: Readonly<Record<VendorName, () => Promise<{ value: unknown; charge: Charge }>>> = {
    tavily: () =>
      present(vendors.tavily).search(
        { query: present(town.companies[0]).name, maxResults: 5, searchDepth: "advanced" },
        CONTEXT,
      ),
    openai: () =>
      present(vendors.openai).respond(
        {
          model: "gpt-5-mini",
          instructions: "Read the page.",
          input: "We make pumps. 40 employees.",
          schema: Facts,
          schemaName: "facts",
          maxOutputTokens: 500,
        },
        CONTEXT,
      ),
    lusha: () =>
      present(vendors.lusha).searchAndEnrich(
        {
          contacts: people().map(({ firstName, lastName, domain, email }) => ({
            reference: email,
            firstName,
            lastName,
            companyDomain: domain,
          })),
        },
        CONTEXT,
      ),
    zerobounce: () =>
      present(vendors.zerobounce).validateBatch(
        [...people().map(({ email }) => email), "valid@example.com", "nobody@nowhere.test"],
        CONTEXT,
      ),
    odoo: () => odoo.upsertPartner({ ref: "co-1", name: "Acme", isCompany: true }, CONTEXT),
  };

  for (const vendor of ["tavily", "lusha", "zerobounce"] as const) {
    it(`${vendor} is understood, and charges what the town's ledger says`, async () => {
      const { charge } = await call[vendor]();
      if (charge.unit !== "credit") throw new Error("expected credits");
      expect(charge.quantity).to.be.greaterThan(0);
      expect(charge.quantity).to.equal(town.ledger().totals[vendor]?.["credits"]);
    });
  }

  it("openai is understood, and uses the tokens the town's ledger says", async () => {
    const { charge } = await call.openai();
    if (charge.unit !== "token") throw new Error("expected tokens");
    const totals = town.ledger().totals.openai;
    expect(charge.inputTokens).to.equal(totals?.["input_tokens"]).and.to.be.greaterThan(0);
    expect(charge.cachedInputTokens).to.equal(totals?.["cached_input_tokens"]);
    expect(charge.outputTokens).to.equal(totals?.["output_tokens"]).and.to.be.greaterThan(0);
  });

  it("odoo takes a company, its people and its lead, and no second one after a cut connection", async () => {
    const company = await odoo.upsertPartner({ ref: "co-2", name: "Beta", isCompany: true }, CONTEXT);
    await odoo.upsertPartner({ ref: "ct-2", name: "Ada", isCompany: false, parentRef: "co-2" }, CONTEXT);
    const lead = { ref: "lead-2", name: "Beta", partnerId: company.value.id, priority: 3 } as const;
    // The search goes well, the create after it is carried out and not answered.
    town.setFault({ vendor: "odoo", mode: "drop_after_write", after: 1, times: 1 });
    expect((await vendorErrorOf(odoo.upsertLead(lead, CONTEXT))).facts.outcomeUnknown).to.equal(true);
    expect((await odoo.upsertLead(lead, CONTEXT)).value.created).to.equal(false);
    expect(town.odooRecords("acme", "crm.lead")).to.have.length(1);
    expect(town.odooRecords("acme", "res.partner")).to.have.length(2);
    expect((await odoo.version(CONTEXT)).value).to.equal("19.0");
  });

  const faults: readonly [
    mode: FaultMode,
    kind: VendorErrorKind,
    but: Partial<Record<VendorName, VendorErrorKind>>,
  ][] = [
    ["auth", "auth", {}],
    ["quota", "quota_exhausted", { odoo: "forbidden_plan" }],
    ["rate_limited", "rate_limited", {}],
    ["5xx", "server", {}],
    ["malformed", "malformed", {}],
    ["drop_after_write", "network", {}],
  ];
  for (const vendor of ["tavily", "openai", "lusha", "zerobounce", "odoo"] as const) {
    for (const [mode, kind, but] of faults) {
      const expected = but[vendor] ?? kind;
      it(`${vendor} in mode ${mode} is ${expected}`, async () => {
        town.setFault({ vendor, mode });
        expect((await vendorErrorOf(call[vendor]())).code).to.equal(`${vendor}_${expected}`);
      });
    }
  }

  for (const protocol of ["json2", "xmlrpc"] as const) {
    it(`odoo keeps one record, over ${protocol}, when a creation outlives our patience and its own repetition`, async () => {
      const database = "acme";
      const { odooUrl: baseUrl, odooApiKey: apiKey, odooLogin: login } = town;
      const connect = (timeoutMs: number) =>
        createOdoo({ baseUrl, database, apiKey, login, protocol, timeoutMs });
      const partner = { ref: `nightshift:company:${protocol}`, name: "Gamma", isCompany: true };
      const slowOnes = () => town.calls().filter(({ fault }) => fault === "slow").length;
      const before = slowOnes();
      town.setFault({ vendor: "odoo", mode: "slow", delayMs: 1_500, times: 1, match: "load" });
      expect((await vendorErrorOf(connect(500).upsertPartner(partner, CONTEXT))).kind).to.equal("timeout");
      const again = await connect(5_000).upsertPartner(partner, CONTEXT);
      const isDone = () => slowOnes() > before;
      expect([again.value.created, isDone()], "the first is still at work").to.deep.equal([true, false]);
      await waitUntil(isDone, "the first creation to be done");
      const kept = town.odooRecords(database, "res.partner").filter(({ ref }) => ref === partner.ref);
      expect(kept.map(({ id }) => id)).to.deep.equal([again.value.id]);
    });
  }

  for (const protocol of ["json2", "xmlrpc"] as const) {
    /** A client that lets something happen to each request on its way. */
    const connectThrough = (fetch: typeof globalThis.fetch) =>
      createOdoo({
        baseUrl: town.odooUrl,
        apiKey: town.odooApiKey,
        database: "acme",
        login: town.odooLogin,
        protocol,
        timeoutMs: 5_000,
        fetch,
      });

    it(`odoo gets a record anew, over ${protocol}, that is deleted just before it is written to`, async () => {
      const partner = {
        ref: `deleted-${protocol}`,
        name: "Delta",
        isCompany: true,
        website: "https://d.example",
      };
      const first = await connectThrough(fetch).upsertPartner(partner, CONTEXT);
      const { id } = first.value;
      let deletions = 0;
      const again = await connectThrough(async (input, init) => {
        if (/\bwrite\b/.test(await textOf(input, init))) {
          deletions += 1;
          await deleteInOdoo(town, "res.partner", [id]);
        }
        return fetch(input, init);
      }).upsertPartner(partner, CONTEXT);
      expect(deletions).to.equal(1);
      expect(again.value.created).to.equal(true);
      const kept = town.odooRecords("acme", "res.partner").filter(({ ref }) => ref === partner.ref);
      expect(kept.map((record) => [record.id, record["website"]])).to.deep.equal([
        [again.value.id, partner.website],
      ]);
    });

    it(`odoo without a model is a thing not found, over ${protocol}, and no matter of fields`, async () => {
      const elsewhere = (text: string) => text.replace("crm.lead", "crm.none");
      const client = connectThrough(async (input, init) => {
        const request = new Request(input, init);
        const { url, method, headers } = request;
        return fetch(elsewhere(url), { method, headers, body: elsewhere(await request.text()) });
      });
      const error = await vendorErrorOf(
        client.upsertLead({ ref: "lead", name: "Delta", partnerId: 1 }, CONTEXT),
      );
      expect([error.code, isAboutFields(error)]).to.deep.equal(["odoo_not_found", false]);
    });
  }

  describe("an older Odoo, over XML-RPC", () => {
    const connect = (login: string) =>
      createOdooXmlRpc({
        baseUrl: town.odooUrl,
        apiKey: town.odooApiKey,
        database: "globex",
        login,
        timeoutMs: 5_000,
      });
    let older: Odoo;
    before(() => {
      older = connect(town.odooLogin);
    });

    it("takes a company, its people and its lead, and no second one after a cut connection", async () => {
      const company = await older.upsertPartner(
        { ref: "co-3", name: "Gamma & Söhne <1>", isCompany: true },
        CONTEXT,
      );
      await older.upsertPartner({ ref: "ct-3", name: "Ada", isCompany: false, parentRef: "co-3" }, CONTEXT);
      const lead = { ref: "lead-3", name: "Gamma", partnerId: company.value.id, priority: 2 } as const;
      town.setFault({ vendor: "odoo", mode: "drop_after_write", after: 1, times: 1 });
      expect((await vendorErrorOf(older.upsertLead(lead, CONTEXT))).facts.outcomeUnknown).to.equal(true);
      expect((await older.upsertLead(lead, CONTEXT)).value.created).to.equal(false);
      expect(town.odooRecords("globex", "crm.lead")).to.have.length(1);
      expect(town.odooRecords("globex", "res.partner").map(({ name }) => name)).to.deep.equal([
        "Gamma & Söhne <1>",
        "Ada",
      ]);
      expect((await older.version(CONTEXT)).value).to.equal("18.0");
    });

    it("says that a login or key is wrong", async () => {
      const stranger = connect("somebody@else.example");
      const error = await vendorErrorOf(
        stranger.upsertPartner({ ref: "x", name: "X", isCompany: true }, CONTEXT),
      );
      expect(error.code).to.equal("odoo_auth");
    });

    it("says that the parent is not there", async () => {
      const error = await vendorErrorOf(
        older.upsertPartner({ ref: "ct", name: "Y", isCompany: false, parentRef: "nobody" }, CONTEXT),
      );
      expect(error.code).to.equal("odoo_not_found");
    });

    for (const [mode, code] of [
      ["auth", "odoo_auth"],
      ["quota", "odoo_forbidden_plan"],
      ["rate_limited", "odoo_rate_limited"],
      ["5xx", "odoo_server"],
      ["malformed", "odoo_malformed"],
      ["drop_after_write", "odoo_network"],
    ] as const) {
      it(`in mode ${mode} is ${code}`, async () => {
        town.setFault({ vendor: "odoo", mode });
        const error = await vendorErrorOf(
          older.upsertPartner({ ref: "co-1", name: "A", isCompany: true }, CONTEXT),
        );
        expect(error.code).to.equal(code);
        expect(error.message).not.to.include("Traceback");
      });
    }
  });

  describe("an Odoo without a field we write", () => {
    let bare: Town;
    before(async () => {
      bare = await startTown({ companies: [], odooWithoutFields: ["website"] });
    });
    after(() => bare.stop());

    for (const protocol of ["json2", "xmlrpc"] as const) {
      it(`refuses it over ${protocol} as a matter of fields, and takes the essential ones`, async () => {
        const client = createOdoo({
          baseUrl: bare.odooUrl,
          apiKey: bare.odooApiKey,
          database: "acme",
          timeoutMs: 5_000,
          protocol,
          login: bare.odooLogin,
        });
        const partner = { ref: protocol, name: "A", isCompany: true, website: "https://a.example" };
        const error = await vendorErrorOf(client.upsertPartner(partner, CONTEXT));
        expect(error.code).to.equal("odoo_bad_request");
        expect(isAboutFields(error)).to.equal(true);
        expect((await client.upsertPartner(essentialPartner(partner), CONTEXT)).value.created).to.equal(true);
      });
    }
  });
});
