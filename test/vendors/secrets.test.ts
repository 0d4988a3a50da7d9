import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { VendorError } from "../../src/vendors/calling/vendor-error.ts";
import { createLusha } from "../../src/vendors/lusha.ts";
import { createOdooJson2 } from "../../src/vendors/odoo/create-odoo-json2.ts";
import { createOpenAi } from "../../src/vendors/openai/open-ai.ts";
import { createTavily } from "../../src/vendors/tavily.ts";
import { createZeroBounce } from "../../src/vendors/zerobounce/zero-bounce.ts";
import { everythingSaid, TRACE_ID, vendorErrorOf } from "./fake-vendor.ts";

const CONTEXT = { traceId: TRACE_ID };

/** Every operation, asked about an address with a key. */
function calls(
  apiKey: string,
  email: string,
  fetch: typeof globalThis.fetch,
  baseUrl = "http://127.0.0.1:9",
): readonly (() => Promise<unknown>)[] {
  const connection = { apiKey, baseUrl, timeoutMs: 2_000, fetch };
  const zerobounce = createZeroBounce({ ...connection, bulkBaseUrl: baseUrl });
  const odoo = createOdooJson2({ ...connection, database: "d" });
  const tavily = createTavily(connection);
  const lusha = createLusha(connection);
  const openai = createOpenAi(connection);
  const contact = { reference: "c", firstName: email, lastName: "x", companyName: email };
  return [
    () => tavily.search({ query: email, maxResults: 1, searchDepth: "basic" }, CONTEXT),
    () => lusha.searchAndEnrich({ contacts: [contact] }, CONTEXT),
    () => zerobounce.validate(email, CONTEXT),
    () => zerobounce.validateBatch([email], CONTEXT),
    () => zerobounce.getCredits(CONTEXT),
    () => odoo.upsertPartner({ ref: "r", name: email, isCompany: true, email }, CONTEXT),
    () =>
      openai.respond(
        {
          model: "m",
          instructions: email,
          input: email,
          schema: z.object({ n: z.number() }),
          schemaName: "s",
          maxOutputTokens: 9,
        },
        CONTEXT,
      ),
  ];
}

const apiKey = fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/);
const email = fc.stringMatching(/^[a-z0-9.+]{4,12}@[a-z0-9-]{4,12}\.(test|example)$/);

/** What a clumsy vendor might say, the key and the address in every place there is. */
function echo(key: string, address: string): readonly unknown[] {
  const both = `${key} ${address}`;
  return [
    both,
    { error: { message: both, code: key, type: address, param: both }, detail: { error: both } },
    { error: both, message: both, code: both, errors: [both] },
    { name: key, message: both, arguments: [both], debug: both },
    { name: address, [key]: both, [address]: key },
    {
      results: [{ [key]: address, clientReferenceId: 7 }],
      usage: both,
      model: both,
      Credits: both,
      status: both,
    },
    { email_batch: [{ address, status: key }], results: { [key]: address } },
    {
      status: key,
      error: { code: key },
      model: key,
      output: [],
      usage: { input_tokens: 1, output_tokens: 1 },
    },
    [{ id: address }],
  ];
}

/** An answer that was kept although parts of it were odd. */
const OddAnswer = z.object({ oddities: z.array(z.string()).default([]) });

function expectSilence(error: VendorError, key: string, address: string): void {
  expectNone(everythingSaid(error), key, address);
}

function expectNone(said: string, key: string, address: string): void {
  for (const secret of [key, encodeURIComponent(key), address, encodeURIComponent(address)]) {
    expect(said).not.to.contain(secret);
  }
}

describe("an error of a vendor's client", () => {
  it("never reveals the key or an e-mail address, whatever the vendor says", () =>
    fc.assert(
      fc.asyncProperty(
        apiKey,
        email,
        fc.constantFrom(200, 302, 400, 401, 403, 404, 422, 429, 432, 451, 500, 503),
        fc.nat({ max: 8 }),
        async (key, address, status, shape) => {
          const text = JSON.stringify(echo(key, address)[shape]);
          const headers = {
            "content-type": "application/json",
            location: `http://x/?${key}`,
            "x-request-id": key,
          };
          const fetch = async () => new Response(text, { status, headers });
          for (const call of calls(key, address, fetch)) {
            const answer = await call().catch((error: unknown) => error);
            if (answer instanceof VendorError) expectSilence(answer, key, address);
            else if (answer instanceof Error) throw answer;
            else expectNone(OddAnswer.parse(answer).oddities.join(" "), key, address);
          }
        },
      ),
      { numRuns: 60 },
    ));

  it("never reveals them either when the network fails in words that do", () =>
    fc.assert(
      fc.asyncProperty(apiKey, email, async (key, address) => {
        const fetch = async (url: string | URL | Request) => {
          const where = url instanceof Request ? url.url : url.toString();
          throw new TypeError(`Failed to fetch ${where} for ${key} ${address}`, {
            cause: Object.assign(new Error(`${where} ${key}`), { code: `${key} ${address}` }),
          });
        };
        for (const call of calls(key, address, fetch))
          expectSilence(await vendorErrorOf(call()), key, address);
      }),
      { numRuns: 20 },
    ));

  it("never reveals them when the address of the vendor is no URL or the key no header", async () => {
    for (const [key, baseUrl] of [
      ["key-of-mine-1", "no url at all"],
      ["key-of\nmine-1", "http://127.0.0.1:9"],
    ] as const) {
      for (const call of calls(key, "ada@acme.test", globalThis.fetch, baseUrl)) {
        expectSilence(await vendorErrorOf(call()), key, "ada@acme.test");
      }
    }
  });
});
