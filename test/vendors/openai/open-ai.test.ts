import { expect } from "chai";
import { z } from "zod";
import { createOpenAi } from "../../../src/vendors/openai/open-ai.ts";
import { type FakeVendor, startFakeVendor, TRACE_ID, vendorErrorOf } from "../fake-vendor.ts";

const Facts = z.object({ industry: z.string(), employees: z.number().nullable() });
const USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 40 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 120,
};
const CHARGE = { unit: "token", model: "m-2026", inputTokens: 100, cachedInputTokens: 40, outputTokens: 20 };

const message = (content: object) => ({ id: "msg", type: "message", role: "assistant", content: [content] });
const said = (text: string) => message({ type: "output_text", text, annotations: [] });
const response = (over: object = {}) => ({
  id: "resp",
  object: "response",
  model: "m-2026",
  status: "completed",
  output: [{ id: "r", type: "reasoning", summary: [] }, said('{"industry":"pumps","employees":null}')],
  usage: USAGE,
  ...over,
});

describe("OpenAI", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  function respond(over: { timeoutMs?: number; signal?: AbortSignal } = {}) {
    const { timeoutMs = 5_000, signal } = over;
    const openai = createOpenAi({ apiKey: "sk-1", baseUrl: `${vendor.baseUrl}/v1`, timeoutMs });
    return openai.respond(
      {
        model: "m",
        instructions: "Read the page.",
        input: "We make pumps.",
        schema: Facts,
        schemaName: "facts",
        maxOutputTokens: 500,
      },
      { traceId: TRACE_ID, ...(signal === undefined ? {} : { signal }) },
    );
  }

  it("asks for the schema strictly, checks the answer by it and tells the tokens apart", async () => {
    vendor.answer({ json: response() });
    expect(await respond()).to.deep.equal({ value: { industry: "pumps", employees: null }, charge: CHARGE });
    const [request] = vendor.seen;
    expect(request?.url).to.equal("/v1/responses");
    expect(request?.headers.authorization).to.equal("Bearer sk-1");
    expect(request?.headers.traceparent).to.match(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(request?.body).to.deep.include({
      model: "m",
      instructions: "Read the page.",
      input: "We make pumps.",
      max_output_tokens: 500,
      store: false,
    });
    const { text } = z
      .object({
        text: z.object({
          format: z.object({ type: z.string(), name: z.string(), strict: z.boolean(), schema: z.unknown() }),
        }),
      })
      .parse(request?.body);
    expect(text.format).to.deep.include({ type: "json_schema", name: "facts", strict: true });
    expect(text.format.schema).to.deep.include({
      type: "object",
      required: ["industry", "employees"],
      additionalProperties: false,
    });
  });

  it("takes from the output what cannot be stored", async () => {
    const industry = "pu\0mps \ud800";
    vendor.answer({ json: response({ output: [said(JSON.stringify({ industry, employees: null }))] }) });
    expect((await respond()).value.industry).to.equal("pumps \ufffd");
  });

  it("reads usage without details as nothing cached", async () => {
    vendor.answer({ json: response({ usage: { input_tokens: 7, output_tokens: 3 } }) });
    expect((await respond()).charge).to.deep.equal({
      unit: "token",
      model: "m-2026",
      inputTokens: 7,
      cachedInputTokens: 0,
      outputTokens: 3,
    });
  });

  const useless: readonly [name: string, over: object, kind: string, vendorCode: string][] = [
    ["a refusal", { output: [message({ type: "refusal", refusal: "No." })] }, "malformed", "refusal"],
    [
      "an answer cut off by the token limit",
      { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      "malformed",
      "incomplete.max_output_tokens",
    ],
    [
      "an answer cut off by the content filter",
      { status: "incomplete", incomplete_details: { reason: "content_filter" } },
      "malformed",
      "incomplete.content_filter",
    ],
    ["a failed response", { status: "failed", error: { code: "server_error" } }, "server", "server_error"],
    ["text that is no JSON", { output: [said("Pumps, I think.")] }, "malformed", "output"],
    ["no text at all", { output: [] }, "malformed", "output"],
    ["output of another shape", { output: [said('{"industry":7}')] }, "malformed", "output.industry"],
    ["a response of another shape", { output: "pumps" }, "malformed", "output"],
  ];
  for (const [name, over, kind, vendorCode] of useless) {
    it(`calls ${name} ${kind}, and says what it cost`, async () => {
      vendor.answer({ json: response(over) });
      const error = await vendorErrorOf(respond());
      expect([error.kind, error.facts.vendorCode]).to.deep.equal([kind, vendorCode]);
      expect(error.facts.charge).to.deep.equal(CHARGE);
    });
  }

  for (const [code, kind] of [
    ["server_error", "server"],
    ["rate_limit_exceeded", "rate_limited"],
    ["invalid_prompt", "malformed"],
  ] as const) {
    it(`calls a response that failed with ${code} before it used anything ${kind}, and free`, async () => {
      vendor.answer({ json: response({ status: "failed", error: { code }, output: [], usage: null }) });
      const { kind: found, facts } = await vendorErrorOf(respond());
      expect([found, facts.charge, facts.outcomeUnknown]).to.deep.equal([kind, undefined, undefined]);
    });
  }

  it("prices a bill with more cached tokens than input as if none were cached", async () => {
    vendor.answer({ json: response({ usage: { ...USAGE, input_tokens_details: { cached_tokens: 101 } } }) });
    const { charge, oddities } = await respond();
    expect(oddities).to.deep.equal(["usage.input_tokens_details.cached_tokens"]);
    expect(charge).to.deep.equal({ ...CHARGE, cachedInputTokens: 0 });
  });

  for (const [name, over, field] of [
    ["without usage", { usage: undefined }, "usage"],
    ["with usage in words", { usage: "some" }, "usage"],
    ["with a count that is no number", { usage: { ...USAGE, input_tokens: "many" } }, "usage.input_tokens"],
    ["without a model", { model: null }, "model"],
  ] as const) {
    it(`keeps a good answer ${name}, its cost unknown`, async () => {
      vendor.answer({ json: response(over) });
      const { value, charge, oddities } = await respond();
      expect(value).to.deep.equal({ industry: "pumps", employees: null });
      expect([charge, oddities]).to.deep.equal([{ unit: "unknown" }, [field]]);
    });
  }

  for (const [name, output] of [
    ["in a fence", [said('```json\n{"industry":"pumps","employees":null}\n```')]],
    ["in a fence without a language", [said('```\n{"industry":"pumps","employees":null}\n```')]],
    ["in a fence on one line", [said('```{"industry":"pumps","employees":null}```')]],
    ["with words around it", [said('Here it is: {"industry":"pumps","employees":null} Anything else?')]],
    [
      "in the second of two messages",
      [said("Let me read that."), said('{"industry":"pumps","employees":null}')],
    ],
    [
      "in the last of two messages that both are JSON",
      [said('{"draft":1}'), said('{"industry":"pumps","employees":null}')],
    ],
    [
      "in the first of two, a summary following",
      [said('{"industry":"pumps","employees":null}'), said('{"done":true}')],
    ],
    ["across two messages", [said('{"industry":'), said('"pumps","employees":null}')]],
  ] as const) {
    it(`reads an answer ${name}`, async () => {
      vendor.answer({ json: response({ output }) });
      const { value, charge } = await respond();
      expect(value).to.deep.equal({ industry: "pumps", employees: null });
      expect(charge).to.deep.equal(CHARGE);
    });
  }

  const unbilled = [
    ["a page of HTML", { text: "<html></html>", headers: { "content-type": "text/html" } }, "answer"],
    ["half of the JSON", { text: '{"id":' }, "answer"],
  ] as const;
  for (const [name, answer, vendorCode] of unbilled) {
    it(`calls ${name} malformed, its cost unknown`, async () => {
      vendor.answer(answer);
      const { kind, facts } = await vendorErrorOf(respond());
      expect([kind, facts.vendorCode, facts.outcomeUnknown]).to.deep.equal(["malformed", vendorCode, true]);
    });
  }

  const failures = [
    [400, { code: "invalid_prompt" }, "bad_request"],
    [401, { code: "invalid_api_key" }, "auth"],
    [403, { code: "unsupported_country_region_territory" }, "forbidden_plan"],
    [404, { code: "model_not_found" }, "not_found"],
    [408, {}, "timeout"],
    [409, {}, "server"],
    [429, { type: "requests", code: "rate_limit_exceeded" }, "rate_limited"],
    [429, { type: "tokens", code: "slow_down" }, "rate_limited"],
    [429, {}, "rate_limited"],
    [429, { type: "insufficient_quota", code: "credit_balance_exhausted" }, "quota_exhausted"],
    [429, { type: "insufficient_quota", code: "organization_spend_limit_exceeded" }, "quota_exhausted"],
    [429, { type: "insufficient_quota", code: "project_spend_limit_exceeded" }, "quota_exhausted"],
    [429, { type: "insufficient_quota", code: "organization_usage_limit_exceeded" }, "quota_exhausted"],
    [429, { code: "insufficient_quota" }, "quota_exhausted"],
    [500, {}, "server"],
    [503, { code: "slow_down" }, "server"],
  ] as const;
  for (const [status, problem, kind] of failures) {
    it(`takes HTTP ${status} with ${JSON.stringify(problem)} for ${kind}, in one attempt`, async () => {
      vendor.answer({ status, json: { error: { message: "in words", param: null, ...problem } } });
      const error = await vendorErrorOf(respond());
      expect([error.code, error.facts.status]).to.deep.equal([`openai_${kind}`, status]);
      expect(vendor.seen).to.have.length(1);
    });
  }

  it("honours retry-after-ms, and x-should-retry when it says no", async () => {
    vendor.answer({
      status: 503,
      headers: { "retry-after-ms": "1500", "x-should-retry": "false" },
      json: {},
    });
    const { facts } = await vendorErrorOf(respond());
    expect([facts.retryAfterMs, facts.doNotRetry]).to.deep.equal([1_500, true]);
  });

  const limits = (unit: string, limit: string, remaining: string, reset: string) => ({
    [`x-ratelimit-limit-${unit}`]: limit,
    [`x-ratelimit-remaining-${unit}`]: remaining,
    [`x-ratelimit-reset-${unit}`]: reset,
  });
  const pauses: readonly [when: string, headers: Record<string, string>, pauseMs: number | undefined][] = [
    ["something is left", limits("requests", "500", "1", "1s"), undefined],
    ["no request is left", limits("requests", "500", "0", "1s"), 1_000],
    ["no token is left", limits("tokens", "30000", "0", "6m0s"), 360_000],
    ["parts of a second are left to wait", limits("tokens", "30000", "0", "12ms"), 12],
    ["hours are", limits("requests", "200", "0", "1h2m3.5s"), 3_723_500],
    [
      "neither is left, for the longer of the two",
      { ...limits("requests", "500", "0", "120ms"), ...limits("tokens", "30000", "0", "2s") },
      2_000,
    ],
    ["Azure does not know", limits("requests", "0", "0", "1s"), undefined],
    ["Azure says less than nothing", limits("tokens", "-1", "-1", "1s"), undefined],
    ["the reset is no duration", limits("requests", "500", "0", "soon"), undefined],
    ["there are no such headers", {}, undefined],
  ];
  for (const [when, headers, pauseMs] of pauses) {
    it(`wants ${pauseMs ?? "no"} ms of rest when ${when}`, async () => {
      vendor.answer({ headers, json: response() });
      expect((await respond()).pauseMs).to.equal(pauseMs);
    });
  }

  it("waits by the limits after a 429 that does not say how long, a minute at most", async () => {
    for (const [headers, retryAfterMs] of [
      [limits("requests", "500", "0", "7s"), 7_000],
      [limits("tokens", "500", "0", "1h0m0s"), 60_000],
      [{ ...limits("tokens", "500", "0", "7s"), "retry-after": "2" }, 2_000],
      [{ ...limits("tokens", "500", "0", "7s"), "retry-after": "soon" }, 7_000],
    ] as const) {
      vendor.answer({ status: 429, headers, json: { error: { code: "rate_limit_exceeded" } } });
      expect((await vendorErrorOf(respond())).facts.retryAfterMs).to.equal(retryAfterMs);
    }
  });

  it("does not repeat what x-should-retry invites it to", async () => {
    vendor.answer({ status: 500, headers: { "x-should-retry": "true" }, json: {} });
    await vendorErrorOf(respond());
    expect(vendor.seen).to.have.length(1);
  });

  it("times out when no answer comes, and when it stops half way", async () => {
    vendor.answer(() => undefined);
    expect((await vendorErrorOf(respond({ timeoutMs: 40 }))).kind).to.equal("timeout");
    vendor.answer((answer) => {
      answer.writeHead(200, { "content-type": "application/json" });
      answer.write("{");
    });
    const error = await vendorErrorOf(respond({ timeoutMs: 40 }));
    expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal(["timeout", true]);
  });

  it("calls a cut connection a network error of unknown outcome", async () => {
    vendor.answer((answer) => answer.destroy());
    const error = await vendorErrorOf(respond());
    expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal(["network", true]);
  });

  it("stops when the run is stopped", async () => {
    const stop = new AbortController();
    vendor.answer(() => stop.abort());
    expect((await vendorErrorOf(respond({ signal: stop.signal }))).kind).to.equal("cancelled");
    expect((await vendorErrorOf(respond({ signal: stop.signal }))).facts.outcomeUnknown).to.equal(undefined);
    expect(vendor.seen).to.have.length(1);
  });
});
