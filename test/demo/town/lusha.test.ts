import { expect } from "chai";
import { z } from "zod";

import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { callVendor } from "./call-vendor.ts";

const AUTHORIZED = { api_key: "lusha-town-test" };
const Found = z.looseObject({
  clientReferenceId: z.string().optional(),
  id: z.string(),
  jobTitle: z.string(),
  emails: z.array(z.object({ email: z.string(), type: z.string(), confidence: z.string() })).optional(),
  phones: z.array(z.object({ number: z.string() })).optional(),
  canReveal: z.array(z.object({ field: z.string(), credits: z.number() })).optional(),
});
const NotFound = z.strictObject({ error: z.object({ code: z.literal("NOT_FOUND"), message: z.string() }) });
/** An answer, with those that were found. */
const Answer = z.object({
  requestId: z.string(),
  results: z
    .array(z.union([Found, NotFound]))
    .transform((results) => results.flatMap((result) => Found.safeParse(result).data ?? [])),
  billing: z.object({ creditsCharged: z.number(), resultsReturned: z.number() }),
});

describe("the town's Lusha", () => {
  let town: Town;
  before(async () => {
    town = await startTown();
  });
  after(() => town.stop());

  const post = (path: string, body: unknown, headers: Record<string, string> = AUTHORIZED) =>
    callVendor(town, "LUSHA", path, { body, headers });
  const everybody = () =>
    town.companies.flatMap(({ people, domain, name }) =>
      people.map((person) => ({ ...person, companyDomain: domain, companyName: name })),
    );
  const wanted = (count: number) =>
    everybody()
      .slice(0, count)
      .map(({ firstName, lastName, companyDomain, email }) => ({
        clientReferenceId: email,
        firstName,
        lastName,
        companyDomain,
      }));

  it("finds about four of five people and reveals the address each really has", async () => {
    const contacts = wanted(100);
    const { status, body } = await post("/v3/contacts/search-and-enrich", {
      contacts,
      reveal: ["emails"],
    });
    const { results, billing } = Answer.parse(body);
    expect(status).to.equal(200);
    expect(results.length).to.be.within(70, 90);
    for (const result of results) expect(result.emails?.[0]?.email).to.equal(result.clientReferenceId);
    expect(billing).to.deep.equal({ creditsCharged: results.length, resultsReturned: 100 });
  });

  it("charges search and enrichment apart, and a second reveal to the same key not at all", async () => {
    const key = { api_key: "lusha-town-steps" };
    const search = Answer.parse((await post("/v3/contacts/search", { contacts: wanted(5) }, key)).body);
    const ids = search.results.map(({ id }) => id);
    expect(ids).to.have.length.above(0);
    expect(search.results[0]).not.to.have.property("emails");
    expect(search.results[0]?.canReveal).to.deep.equal([{ field: "emails", credits: 1 }]);
    const enrich = async (reveal: string[]) =>
      Answer.parse((await post("/v3/contacts/enrich", { ids, reveal }, key)).body).billing.creditsCharged;
    expect(await enrich(["emails"])).to.equal(ids.length);
    expect(await enrich(["emails"])).to.equal(0);
    expect(await enrich(["phones"])).to.equal(5 * ids.length);
    const usage = await callVendor(town, "LUSHA", "/v3/account/usage", { headers: key });
    expect(usage.body).to.have.nested.property("credits.used", 1 + 6 * ids.length);
  });

  it("finds a person by the company's name as well", async () => {
    const { clientReferenceId: email } = Answer.parse(
      (await post("/v3/contacts/search", { contacts: wanted(5) })).body,
    ).results[0] ?? { clientReferenceId: "" };
    const person = everybody().find((one) => one.email === email);
    const contact = {
      firstName: person?.firstName,
      lastName: person?.lastName,
      companyName: person?.companyName,
    };
    const { results } = Answer.parse((await post("/v3/contacts/search", { contacts: [contact] })).body);
    expect(results).to.have.length(1);
  });

  it("tells its three rate windows in every answer", async () => {
    const { headers } = await post(
      "/v3/contacts/search",
      { contacts: wanted(1) },
      { api_key: "lusha-town-windows" },
    );
    for (const [window, limit] of [
      ["minute", 300],
      ["hourly", 5_000],
      ["daily", 50_000],
    ] as const) {
      expect(headers.get(`x-rate-limit-${window}`)).to.equal(String(limit));
      expect(headers.get(`x-${window}-requests-left`)).to.equal(String(limit - 1));
      expect(headers.get(`x-${window}-usage`)).to.equal("1");
    }
  });

  it("refuses a missing key, a contact without enough to go by, and more than a hundred", async () => {
    const refused = async (body: unknown, headers?: Record<string, string>) => {
      const answer = await post("/v3/contacts/search-and-enrich", body, headers);
      expect(answer.body).to.have.property("statusCode", answer.status);
      return answer.status;
    };
    expect(await refused({ contacts: wanted(1) }, {})).to.equal(401);
    expect(await refused({ contacts: wanted(1) }, { authorization: "Bearer lusha-town-test" })).to.equal(401);
    expect(await refused({ contacts: [{ firstName: "Ada" }] })).to.equal(400);
    expect(await refused({ contacts: wanted(101) })).to.equal(400);
  });

  it("refuses a property that it does not document, as V3 does", async () => {
    const { status, body } = await post("/v3/contacts/search-and-enrich", {
      contacts: wanted(1),
      waterfallEnabled: false,
    });
    expect([status, body]).to.deep.equal([
      400,
      { statusCode: 400, message: "property waterfallEnabled should not exist" },
    ]);
  });
});
