import { expect } from "chai";
import { decodeTraces } from "../../../src/otlp/decoding/decode-traces.ts";
import { readGenAiKey } from "../../../src/otlp/mapping/gen-ai-key.ts";
import { isContentKey } from "../../../src/otlp/mapping/is-content-key.ts";
import { asStep, mapSpan } from "../../../src/otlp/mapping/map-span.ts";
import { providerName } from "../../../src/otlp/mapping/provider-name.ts";
import { mapRequest, requestOf } from "../support/map-fixture.ts";

type Attributes = Parameters<typeof requestOf>[0];

const kept = (attributes: Attributes) => mapRequest(requestOf(attributes))[0]?.event.attributes ?? {};

/** What the release 0.1.0 of the GenAI conventions has of a call of a model, but for `error.type` and the server's address. */
const INFERENCE = `operation.name provider.name conversation.id conversation.compacted output.type prompt.name prompt.version
  request.choice.count request.model request.seed request.stream request.top_k request.frequency_penalty request.max_tokens
  request.presence_penalty request.previous_response.id request.reasoning.level request.temperature request.top_p
  response.finish_reasons response.id response.model response.time_to_first_chunk usage.audio.cache_read.input_tokens
  usage.audio.input_tokens usage.audio.output_tokens usage.cache_read.input_tokens usage.cache_write.input_tokens
  usage.image.cache_read.input_tokens usage.image.input_tokens usage.image.output_tokens usage.input_tokens usage.output_tokens
  usage.reasoning.output_tokens usage.text.cache_read.input_tokens usage.text.input_tokens usage.text.output_tokens`;
const SAID =
  "request.stop_sequences input.messages output.messages system_instructions tool.definitions tool.call.arguments tool.call.result";

const namesOf = (list: string) => list.split(/\s+/).map((name) => `gen_ai.${name}`);

describe("a span", () => {
  it("has every attribute of a call that the release 0.1.0 knows", () => {
    for (const name of namesOf(INFERENCE))
      expect(readGenAiKey(name), name).to.deep.equal({ kind: "fact", name, priority: -1 });
    for (const name of namesOf(SAID)) expect(readGenAiKey(name), name).to.deep.equal({ kind: "content" });
  });

  it("keeps what says how it went, under today's names, and nothing that anybody said", () => {
    const attributes = {
      "gen_ai.operation.name": "chat",
      "gen_ai.system": "az.ai.openai",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.usage.total_tokens": 12,
      "gen_ai.prompt.0.content": "secret question",
      "gen_ai.input.messages": "secret question",
      "gen_ai.future.flag": true,
      "gen_ai.future.text": "secret question",
      "langsmith.inputs": "secret question",
      "app.userMessage": "secret question",
      "app.payload": "secret question",
      "app.note": '{"said": "secret question"}',
      "app.remark": "Tell me a secret",
      "app.remark.ja": "秘密の質問",
      "app.remarks": ["gold", "Tell me a secret"],
      "app.tags": ["gold", "eu-1"],
      "app.tier": "gold",
      "user.name": "Jane",
      "user.id": "u-1",
      "url.path": "/tickets",
      "url.full": "https://desk.example/search?q=secret+question",
      "input.length": 40,
    };
    expect(kept(attributes)).to.deep.equal({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "azure.ai.openai",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.future.flag": true,
      "app.tags": ["gold", "eu-1"],
      "app.tier": "gold",
      "user.id": "u-1",
      "url.path": "/tickets",
      "url.full": "https://desk.example/search",
      "input.length": 40,
    });
  });

  it("takes a name of today before an older one, whatever their order", () => {
    expect(kept({ "gen_ai.system": "openai", "gen_ai.provider.name": "anthropic" })).to.deep.equal({
      "gen_ai.provider.name": "anthropic",
    });
    expect(kept({ "gen_ai.usage.input_tokens": 7, "gen_ai.usage.prompt_tokens": 9 })).to.deep.equal({
      "gen_ai.usage.input_tokens": 7,
    });
    expect(
      kept({
        "gen_ai.workflow.name": "triage",
        "gen_ai.operation.name": "invoke_workflow",
      }),
    ).to.deep.equal({ "gen_ai.agent.name": "triage", "gen_ai.operation.name": "invoke_workflow" });
  });

  it("is a call only with a model", () => {
    const roleOf = (attributes: Attributes) => mapRequest(requestOf(attributes))[0]?.event.type;
    expect(roleOf({ "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" })).to.equal("llm_call");
    expect(roleOf({ "gen_ai.operation.name": "chat" })).to.equal("step");
    expect(roleOf({ "gen_ai.request.model": "m", "gen_ai.usage.prompt_tokens": 1 })).to.equal("llm_call");
    expect(roleOf({ "gen_ai.request.model": "m" })).to.equal("step");
    expect(roleOf({ "gen_ai.operation.name": "retrieval" })).to.equal("tool_call");
    expect(roleOf({})).to.equal("step");
  });

  it("that fails says why: its type of error, its exception, its status", () => {
    const failureOf = (attributes: Attributes, more: Readonly<Record<string, unknown>>) => {
      const { status, errorCode, message } = mapRequest(requestOf(attributes, more))[0]?.event ?? {};
      return [status, errorCode, message];
    };
    const exception = {
      name: "exception",
      attributes: [
        { key: "exception.type", value: { stringValue: "TimeoutError" } },
        { key: "exception.message", value: { stringValue: "took too long" } },
      ],
    };
    expect(failureOf({}, {})).to.deep.equal(["success", null, null]);
    expect(failureOf({}, { events: [exception] }), "an exception that was handled").to.deep.equal([
      "success",
      null,
      null,
    ]);
    expect(failureOf({}, { status: { code: 2 } })).to.deep.equal(["error", "error", null]);
    expect(failureOf({}, { status: { code: 2 }, events: [exception] })).to.deep.equal([
      "error",
      "TimeoutError",
      "took too long",
    ]);
    expect(failureOf({ "error.type": "429" }, { status: { code: 2, message: "slow down" } })).to.deep.equal([
      "error",
      "429",
      "slow down",
    ]);
    expect(failureOf({ "error.type": "500" }, {})).to.deep.equal(["error", "500", null]);
  });

  it("that ends before it begins, or never, lasted nobody knows how long", () => {
    const durationOf = (more: Readonly<Record<string, unknown>>) =>
      mapRequest(requestOf({}, more))[0]?.event.durationMs;
    expect(durationOf({})).to.equal(1_500);
    expect(durationOf({ endTimeUnixNano: "1764399999000000000" })).to.equal(null);
    expect(durationOf({ endTimeUnixNano: "0" })).to.equal(null);
    // 24 days and 20 hours fit into a column, one more do not.
    expect(durationOf({ startTimeUnixNano: "1762253400000000000" })).to.equal(2_146_601_500);
    expect(durationOf({ startTimeUnixNano: "1762249800000000000" })).to.equal(null);
  });
});

describe("where a span stands in its trace", () => {
  const placeOf = (more: Readonly<Record<string, unknown>>) => mapRequest(requestOf({}, more))[0]?.place;

  it("is at the root without a parent", () => {
    expect(placeOf({ parentSpanId: undefined })).to.equal("root");
  });

  it("is as its flags say, where they say it", () => {
    expect(placeOf({ flags: 0x100, kind: 2 })).to.equal("inner");
    expect(placeOf({ flags: 0x300, kind: 1 })).to.equal("entry");
    expect(placeOf({ flags: 0x101, kind: 2 }), "sampled").to.equal("inner");
    expect(placeOf({ flags: 0x301, kind: 1 }), "sampled").to.equal("entry");
  });

  it("is told by its kind where its SDK has no flags", () => {
    const places = [0, 1, 2, 3, 4, 5].map((kind) => placeOf({ flags: 0x1, kind }));
    expect(places).to.deep.equal(["inner", "inner", "entry", "inner", "inner", "entry"]);
  });
});

describe("a span that is refused", () => {
  const problemOf = (more: Readonly<Record<string, unknown>>, attributes: Attributes = {}) => {
    const [group] = decodeTraces(requestOf(attributes, more), "json");
    const [item] = group?.items ?? [];
    if (item === undefined || "problem" in item) throw new TypeError("it cannot be read");
    return mapSpan(item, "order-bot");
  };

  it("has no ids, no time or impossible tokens", () => {
    expect(problemOf({ traceId: "" })).to.deep.equal({ problem: "traceId is missing or all zero" });
    expect(problemOf({ spanId: "" })).to.deep.equal({ problem: "spanId is missing or all zero" });
    expect(problemOf({ startTimeUnixNano: "0", endTimeUnixNano: "0" })).to.deep.equal({
      problem: "has neither a start nor an end that is a time",
    });
    expect(problemOf({}, { "gen_ai.usage.input_tokens": -1 })).to.deep.equal({
      problem: "gen_ai.usage.input_tokens is not a number of tokens",
    });
  });

  it("is not refused with one time of two", () => {
    for (const more of [{ startTimeUnixNano: "0" }, { endTimeUnixNano: "0" }])
      expect(problemOf(more)).to.not.have.property("problem");
  });
});

describe("the event of a span", () => {
  const mappedOf = (attributes: Attributes, more: Readonly<Record<string, unknown>> = {}) => {
    const [span] = mapRequest(requestOf(attributes, more));
    if (span === undefined) throw new TypeError("there is no span");
    return span;
  };
  const CALL = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" };

  it("is called what the span is, or does", () => {
    expect(mappedOf({}, { name: " triage " }).event.stage).to.equal("triage");
    expect(mappedOf(CALL, { name: " " }).event.stage).to.equal("chat");
    expect(mappedOf({}, { name: "" }).event.stage).to.equal("unnamed");
  });

  it("has attributes and a schema where there are any that we know", () => {
    expect(mappedOf({}).event).to.deep.include({ attributes: undefined });
    expect(mappedOf({ "app.tier": "gold" }).event.attributes).to.deep.equal({ "app.tier": "gold" });
    expect(mappedOf({ "app.tier": "gold" }).event.span?.schemaUrl).to.equal(null);
    expect(mappedOf(CALL).event.span?.schemaUrl).to.be.a("string");
  });

  it("adds what was left out here to what the SDK dropped", () => {
    const { event, attributesLeftOut } = mappedOf(
      { "gen_ai.response.id": "x".repeat(501) },
      { droppedAttributesCount: 5 },
    );
    expect(event.span?.attributesLeftOut).to.equal(6);
    expect(attributesLeftOut).to.equal(1);
  });

  it("says whether the call used or cost anything", () => {
    expect(mappedOf(CALL).hasUsage).to.equal(false);
    expect(mappedOf({ ...CALL, "gen_ai.usage.output_tokens": 1 }).hasUsage).to.equal(true);
    expect(mappedOf({ ...CALL, "gen_ai.usage.cost.amount": 0.5 }).hasUsage).to.equal(true);
  });

  it("of a call has all its input, and its parts in the span's facts", () => {
    const used = {
      ...CALL,
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.cache_read.input_tokens": 20,
      "gen_ai.usage.cache_write.input_tokens": 10,
      "gen_ai.usage.output_tokens": 7,
    };
    const span = mappedOf(used);
    expect(span.event).to.include({ tokensInput: 100, tokensCached: 20, tokensOutput: 7, model: "m" });
    expect(span.event.span?.tokens).to.include({ uncachedInput: 70, cacheRead: 20, cacheWrite: 10 });
    expect(mappedOf(CALL).event).to.include({ tokensInput: null, tokensCached: null, tokensOutput: null });
    const step = asStep(span);
    expect(step).to.include({ role: "step" });
    expect(step.event).to.include({
      type: "step",
      model: null,
      vendor: null,
      tokensInput: null,
      costUsd: null,
    });
    expect(step.event.span).to.deep.equal({ ...span.event.span, tokens: null });
    const { span: _, ...bare } = span.event;
    expect(asStep({ ...span, event: bare }).event).to.not.have.property("span");
  });

  it("of a tool has its name: its own, its data source, or the span's", () => {
    const nameOf = (attributes: Attributes, name = "execute_tool find ") =>
      mappedOf({ "gen_ai.operation.name": "execute_tool", ...attributes }, { name }).event.name;
    expect(nameOf({ "gen_ai.tool.name": "search", "gen_ai.data_source.id": "crm" })).to.equal("search");
    expect(nameOf({ "gen_ai.data_source.id": "crm" })).to.equal("crm");
    expect(nameOf({})).to.equal("find");
    expect(nameOf({}, "execute_tool ")).to.equal("unnamed");
  });

  it("says why it failed, or that nobody said", () => {
    const failed = mappedOf({ "http.response.status_code": 503 }, { status: { code: 2 } });
    expect(failed).to.include({ isError: true, reason: null });
    expect(failed.event).to.include({ errorCode: "503", message: null });
    expect(mappedOf({}, { status: { code: 2, message: "no" } })).to.include({ isError: true, reason: "no" });
    expect(mappedOf({})).to.include({ isError: false, reason: null });
  });

  it("has the provider that only LangChain's metadata names", () => {
    expect(mappedOf({ ...CALL, metadata: '{"ls_provider":"anthropic"}' }).event.vendor).to.equal("anthropic");
    expect(mappedOf({ ...CALL, metadata: 7 }).event.vendor).to.equal(null);
    expect(mappedOf({ ...CALL, metadata: ['"ls_provider":"anthropic"'] }).event.vendor).to.equal(null);
  });

  it("does what its library says it does", () => {
    const typeOf = (attributes: Attributes) =>
      mappedOf({ "gen_ai.request.model": "m", ...attributes }).event.type;
    expect(typeOf({ "ai.operationId": "ai.generateText.doGenerate" })).to.equal("llm_call");
    expect(typeOf({ "ai.operationId": "ai.streamText.doStream" })).to.equal("llm_call");
    expect(typeOf({ "ai.operationId": "ai.embed.doEmbed" })).to.equal("llm_call");
    expect(typeOf({ "ai.operationId": "ai.generateText", "gen_ai.operation.name": "chat" })).to.equal("step");
    expect(typeOf({ "ai.operationId": "ai.toolCall" })).to.equal("tool_call");
    expect(typeOf({ "openinference.span.kind": "LLM" })).to.equal("llm_call");
    expect(typeOf({ "openinference.span.kind": "OTHER", "gen_ai.usage.input_tokens": 1 })).to.equal("step");
    expect(typeOf({ "llm.request.type": "chat" })).to.equal("llm_call");
    expect(typeOf({ "llm.request.type": "other", "gen_ai.tool.name": "search" })).to.equal("tool_call");
    expect(typeOf({ "traceloop.span.kind": "tool" })).to.equal("tool_call");
    expect(typeOf({ "traceloop.span.kind": "other", "gen_ai.tool.name": "search" })).to.equal("step");
    expect(typeOf({ "gen_ai.tool.name": "search" })).to.equal("tool_call");
    expect(typeOf({ "gen_ai.usage.output_tokens": 1 })).to.equal("llm_call");
  });
});

describe("a provider", () => {
  it("has one name, however a library writes it", () => {
    for (const [sent, name] of [
      ["OpenAI", "openai"],
      ["openai.responses", "openai"],
      ["openai.chat", "openai"],
      ["anthropic.messages", "anthropic"],
      ["google.generative-ai", "gcp.gemini"],
      ["vertex_ai", "gcp.vertex_ai"],
      ["gcp.vertex_ai", "gcp.vertex_ai"],
      ["xai", "x_ai"],
      ["mistralai", "mistral_ai"],
      ["azure.chat", "azure.ai.openai"],
      ["my-own", "my-own"],
    ] as const)
      expect(providerName(sent), sent).to.equal(name);
  });
});

describe("the name of an attribute", () => {
  it("says whether it holds what somebody said", () => {
    for (const key of [
      "llm.input_messages.0.message.content",
      "ai.prompt.messages",
      "ai.response.toolCalls",
      "input.value",
      "traceloop.entity.input",
      "db.query.text",
      "http.request.header.cookie",
      "requestBody",
    ])
      expect(isContentKey(key), key).to.equal(true);
    for (const key of [
      "http.request.method",
      "url.path",
      "server.address",
      "ai.operationId",
      "service.version",
      "user.id",
    ])
      expect(isContentKey(key), key).to.equal(false);
  });
});
