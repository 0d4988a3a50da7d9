import { expect } from "chai";
import { z } from "zod";
import { createLusha } from "../../src/vendors/lusha.ts";
import { createOdooJson2 } from "../../src/vendors/odoo/create-odoo-json2.ts";
import { LeadExtraction } from "../../src/vendors/openai/lead-extraction.ts";
import { createOpenAi } from "../../src/vendors/openai/open-ai.ts";
import { createTavily } from "../../src/vendors/tavily.ts";
import { createZeroBounce } from "../../src/vendors/zerobounce/zero-bounce.ts";
import { type FakeVendor, startFakeVendor, TRACE_ID } from "./fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };

/** Requests as the vendors' references describe them: what is not documented is refused. */
const REFERENCES = {
  // https://docs.lusha.com/api-reference/search-and-enrich/search-and-enrich-contacts
  lusha: z.strictObject({
    contacts: z
      .array(
        z.strictObject({
          clientReferenceId: z.string().optional(),
          id: z.string().optional(),
          linkedinUrl: z.url().optional(),
          email: z.email().optional(),
          firstName: z.string().min(1).optional(),
          lastName: z.string().min(1).optional(),
          companyName: z.string().min(1).optional(),
          companyDomain: z.string().min(1).optional(),
        }),
      )
      .min(1)
      .max(100),
    reveal: z.array(z.enum(["emails", "phones"])).optional(),
  }),
  // https://www.zerobounce.net/docs/email-validation-api-quickstart/v2-batch-validate-emails
  zerobounce: z.strictObject({
    api_key: z.string().min(1),
    email_batch: z
      .array(z.strictObject({ email_address: z.string(), ip_address: z.string().nullable() }))
      .min(1)
      .max(200),
    timeout: z.int().min(10).max(120).optional(),
    activity_data: z.boolean().optional(),
  }),
  // https://docs.tavily.com/documentation/api-reference/endpoint/search
  tavily: z.strictObject({
    query: z.string().min(1).max(400),
    topic: z.enum(["general", "news", "finance"]).optional(),
    search_depth: z.enum(["basic", "advanced", "fast", "ultra-fast"]).optional(),
    chunks_per_source: z.int().min(1).max(3).optional(),
    max_results: z.int().min(0).max(20).optional(),
    time_range: z.enum(["day", "week", "month", "year", "d", "w", "m", "y"]).nullish(),
    start_date: z.iso.date().optional(),
    end_date: z.iso.date().optional(),
    include_answer: z.union([z.boolean(), z.enum(["basic", "advanced"])]).optional(),
    include_raw_content: z.union([z.boolean(), z.enum(["markdown", "text"])]).optional(),
    include_images: z.boolean().optional(),
    include_image_descriptions: z.boolean().optional(),
    include_favicon: z.boolean().optional(),
    include_domains: z.array(z.string()).max(300).optional(),
    exclude_domains: z.array(z.string()).max(150).optional(),
    country: z.string().nullish(),
    auto_parameters: z.boolean().optional(),
    include_usage: z.boolean().optional(),
  }),
  // https://platform.openai.com/docs/api-reference/responses/create
  openai: z.strictObject({
    model: z.string(),
    instructions: z.string().nullish(),
    input: z.string(),
    max_output_tokens: z.int().min(16).nullish(),
    store: z.boolean().nullish(),
    text: z.strictObject({
      format: z.strictObject({
        type: z.literal("json_schema"),
        name: z.string().regex(/^[\w-]{1,64}$/),
        description: z.string().optional(),
        schema: z.looseObject({ type: z.literal("object"), additionalProperties: z.literal(false) }),
        strict: z.literal(true),
      }),
    }),
  }),
} as const;

/** Named arguments of https://www.odoo.com/documentation/19.0/developer/reference/external_api.html and the ORM's methods. */
const ODOO_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  search_read: ["context", "domain", "fields", "limit", "offset", "order"],
  write: ["context", "ids", "vals"],
  load: ["context", "data", "fields"],
  create: ["context", "vals_list"],
};

describe("requests to the vendors", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  const connection = () => ({ apiKey: "key-1", baseUrl: vendor.baseUrl, timeoutMs: 5_000 });
  /** What was sent, whatever came of it. */
  async function sent(call: Promise<unknown>): Promise<unknown> {
    await call.catch(() => undefined);
    return vendor.seen[0]?.body;
  }

  it("hold nothing that Lusha does not document", async () => {
    vendor.answer({ status: 503 });
    const contacts = [
      { reference: "0", firstName: "Ada", lastName: "Example", companyName: "Acme" },
      { reference: "1", firstName: "Bo", lastName: "Li", companyName: "Acme", companyDomain: "acme.example" },
    ];
    REFERENCES.lusha.parse(await sent(createLusha(connection()).searchAndEnrich({ contacts }, CONTEXT)));
    expect(vendor.seen[0]?.headers).to.include({ api_key: "key-1", "content-type": "application/json" });
  });

  it("hold nothing that ZeroBounce does not document", async () => {
    vendor.answer({ status: 503 });
    const client = createZeroBounce({ ...connection(), bulkBaseUrl: vendor.baseUrl });
    REFERENCES.zerobounce.parse(await sent(client.validateBatch(["a@acme.example"], CONTEXT)));
    vendor.answer({ status: 503 });
    await sent(client.validate("a@acme.example", CONTEXT));
    const { searchParams } = new URL(vendor.seen[0]?.url ?? "", vendor.baseUrl);
    expect([...searchParams.keys()]).to.deep.equal(["api_key", "email", "ip_address", "timeout"]);
    expect(Number(searchParams.get("timeout"))).to.be.within(3, 60);
  });

  it("hold nothing that Tavily does not document", async () => {
    for (const searchDepth of ["basic", "advanced", "fast", "ultra-fast"] as const) {
      vendor.answer({ status: 503 });
      const search = { query: "x".repeat(500), maxResults: 5, searchDepth };
      REFERENCES.tavily.parse(await sent(createTavily(connection()).search(search, CONTEXT)));
    }
  });

  it("hold nothing that OpenAI does not document", async () => {
    vendor.answer({ status: 503 });
    const request = {
      model: "gpt-5-mini",
      instructions: "Read.",
      input: "Acme makes pumps.",
      schema: LeadExtraction,
      schemaName: "lead",
      maxOutputTokens: 4_000,
    };
    REFERENCES.openai.parse(await sent(createOpenAi(connection()).respond(request, CONTEXT)));
  });

  it("hold nothing that Odoo's methods do not take", async () => {
    const odoo = createOdooJson2({ ...connection(), database: "acme" });
    const lead = { ref: "nightshift:lead:1", name: "Acme", partnerId: 7 };
    vendor.answer({ json: [] }, { json: { ids: false } }, { json: [] }, { json: [8] });
    await odoo.upsertLead(lead, CONTEXT);
    const made = [...vendor.seen];
    vendor.answer({ json: [{ id: 8 }] }, { json: true });
    await odoo.upsertLead(lead, CONTEXT);
    const methods = [...made, ...vendor.seen].map(({ url, body }) => {
      const method = url.split("/").at(-1) ?? "";
      expect(ODOO_ARGUMENTS[method], method).to.include.members(Object.keys(z.looseObject({}).parse(body)));
      return method;
    });
    expect(methods).to.deep.equal(["search_read", "load", "search_read", "create", "search_read", "write"]);
  });
});
