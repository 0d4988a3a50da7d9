import { expect } from "chai";
import OpenAI, { APIError, AuthenticationError, BadRequestError, RateLimitError } from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { extractFacts } from "../../../demo/town/vendors/text-facts.ts";

const TEXT = [
  "Kestrel Marine Pte. Ltd. offers hull coating, deck supplies from Singapore.",
  "We work in marine services and were founded in 1998.",
  "We employ 120 people.",
  "We are certified to ISO 9001:2015.",
  "We are hiring a Marine Surveyor in Singapore.",
  "We are expanding into Vietnam this year.",
  "Hui Min Østby is the Head of Operations of Kestrel Marine Pte. Ltd.",
  "Write to info@kestrel-marine.example.",
].join("\n");

const Extract = z.object({
  about: z.string().nullable(),
  industry: z.string().nullable(),
  employees: z.int().nullable(),
  founded_year: z.int().nullable(),
  products: z.array(z.string()),
  people: z.array(z.object({ first_name: z.string(), last_name: z.string(), title: z.string().nullable() })),
  emails: z.array(z.string()),
  signals: z.array(z.object({ kind: z.enum(["hiring", "expansion", "certification"]), text: z.string() })),
  revenue: z.number().nullable(),
  motto: z.string(),
  is_listed: z.boolean(),
  address: z.object({ street: z.string().nullable(), floors: z.array(z.int()) }),
});

describe("the town's OpenAI", () => {
  let town: Town;
  before(async () => {
    town = await startTown();
  });
  after(() => town.stop());
  afterEach(() => town.clearFaults());

  const client = (apiKey = "sk-town-test") =>
    new OpenAI({ apiKey, baseURL: town.settings["OPENAI_BASE_URL"] ?? "", maxRetries: 0, logLevel: "off" });
  const respond = (input: string, options: { model?: string; max_output_tokens?: number } = {}) =>
    client().responses.parse({
      model: "gpt-5-mini",
      instructions: "Read the text.",
      input,
      text: { format: zodTextFormat(Extract, "extract") },
      ...options,
    });
  const failure = async (answer: Promise<unknown>) => {
    const error = await answer.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof APIError))
      throw new Error("it should have failed with an APIError", { cause: error });
    return error;
  };

  it("fills the schema it is given from the text, and the rest with nothing", async () => {
    const { output_parsed: output } = await respond(TEXT);
    expect(output).to.deep.include({
      industry: "marine services",
      employees: 120,
      founded_year: 1998,
      products: ["hull coating", "deck supplies"],
      people: [{ first_name: "Hui Min", last_name: "Østby", title: "Head of Operations" }],
      emails: ["info@kestrel-marine.example"],
      revenue: null,
      motto: "",
      is_listed: false,
      address: { street: null, floors: [] },
    });
    expect(output?.about).to.include("hull coating");
    expect(output?.signals).to.deep.equal([
      { kind: "hiring", text: "We are hiring a Marine Surveyor in Singapore." },
      { kind: "expansion", text: "We are expanding into Vietnam this year." },
      { kind: "certification", text: "We are certified to ISO 9001:2015." },
    ]);
  });

  it("tells nothing that the text does not say", async () => {
    const { output_parsed: output } = await respond("Nothing to see here.");
    expect(output).to.deep.include({ about: null, employees: null, people: [], emails: [], signals: [] });
  });

  it("reads facts from what the user says, not from instructions", async () => {
    const { output_text } = await client().responses.create({
      model: "gpt-5-mini",
      input: [
        { role: "system", content: "Example: We employ 7 people." },
        { role: "user", content: [{ type: "input_text", text: "We employ 8 people." }] },
      ],
      text: { format: zodTextFormat(z.object({ employees: z.int().nullable() }), "size") },
    });
    expect(JSON.parse(output_text)).to.deep.equal({ employees: 8 });
  });

  it("counts tokens, names the model's snapshot and the request, and charges what it says", async () => {
    const { data, response } = await client()
      .responses.create({ model: "gpt-5-mini", input: TEXT })
      .withResponse();
    expect(data).to.include({ object: "response", status: "completed", model: "gpt-5-mini-2025-08-07" });
    expect(data.usage?.input_tokens).to.be.within(TEXT.length / 4, TEXT.length / 4 + 2);
    expect(data.usage?.total_tokens).to.equal(
      (data.usage?.input_tokens ?? 0) + (data.usage?.output_tokens ?? 0),
    );
    expect(response.headers.get("x-request-id")).to.match(/^req_/);
    expect(response.headers.get("x-ratelimit-remaining-tokens")).to.match(/^\d+$/);
    expect(town.calls().at(-1)?.charged).to.deep.equal({
      input_tokens: data.usage?.input_tokens,
      cached_input_tokens: 0,
      output_tokens: data.usage?.output_tokens,
    });
  });

  it("counts a long prompt's second coming as cached", async () => {
    const input = "We are many. ".repeat(1000);
    const first = await client().responses.create({ model: "gpt-5-mini", input });
    const second = await client().responses.create({ model: "gpt-5-mini", input });
    expect(first.usage?.input_tokens_details.cached_tokens).to.equal(0);
    expect(second.usage?.input_tokens_details.cached_tokens).to.be.within(
      3000,
      second.usage?.input_tokens ?? 0,
    );
  });

  it("breaks off at the token limit and says so", async () => {
    const answer = await client().responses.create({
      model: "gpt-5-mini",
      input: TEXT,
      max_output_tokens: 16,
    });
    expect(answer.status).to.equal("incomplete");
    expect(answer.incomplete_details?.reason).to.equal("max_output_tokens");
  });

  it("refuses a bad key, an unknown model and a schema that is not strict", async () => {
    const ask = (apiKey: string, model: string, schema: Record<string, unknown>) =>
      client(apiKey).responses.create({
        model,
        input: TEXT,
        text: { format: { type: "json_schema", name: "x", strict: true, schema } },
      });
    const strict = { type: "object", properties: {}, required: [], additionalProperties: false };
    expect(await failure(ask("sk-other", "gpt-5", strict))).to.be.an.instanceOf(AuthenticationError);
    expect(await failure(ask("sk-town-1", "claude", strict))).to.include({
      status: 404,
      code: "model_not_found",
    });
    const open = { type: "object", properties: { a: { type: "string" } }, required: [] };
    expect(await failure(ask("sk-town-1", "gpt-5", open))).to.be.an.instanceOf(BadRequestError);
    const optional = { ...open, additionalProperties: false };
    expect((await failure(ask("sk-town-1", "gpt-5", optional))).message).to.include("Missing 'a'");
  });

  it("tells a rate limit from a used-up budget", async () => {
    town.setFault({ vendor: "openai", mode: "rate_limited", times: 1 });
    const limited = await failure(respond(TEXT));
    expect(limited).to.be.an.instanceOf(RateLimitError).and.to.include({ code: "rate_limit_exceeded" });
    const headers: unknown = limited.headers;
    expect(headers instanceof Headers && headers.get("retry-after-ms")).to.equal("200");
    town.setFault({ vendor: "openai", mode: "quota", times: 1 });
    const broke = await failure(respond(TEXT));
    expect(broke).to.include({ status: 429, type: "insufficient_quota", code: "credit_balance_exhausted" });
  });

  it("charges a malformed answer: a response whose JSON breaks off", async () => {
    town.setFault({ vendor: "openai", mode: "malformed", times: 1 });
    const { output_text } = await client().responses.create({ model: "gpt-5-mini", input: TEXT });
    expect(() => JSON.parse(output_text) as unknown).to.throw(SyntaxError);
    expect(town.calls().at(-1)).to.include({ status: 200, fault: "malformed" });
    expect(town.calls().at(-1)?.charged["output_tokens"]).to.be.greaterThan(0);
  });
});

describe("extractFacts", () => {
  it("finds all people and signals of a strong firm in what search engines say of it", () => {
    const text =
      "Tomas Østby is the Sales Director of Lantern Sdn. Bhd. Aisha Koh is the Chief Technology Officer of Lantern Sdn. Bhd. We raised SGD 4 million in a Series A round in 2024. We won the Harbour Cities Innovation Award in 2024.";
    const facts = extractFacts(text);
    expect(facts.people.map(({ name }) => name)).to.deep.equal(["Tomas Østby", "Aisha Koh"]);
    expect(facts.signals.map(({ kind }) => kind)).to.deep.equal(["funding", "award"]);
  });
});
