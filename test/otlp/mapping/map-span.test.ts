import { expect } from "chai";
import { readGenAiKey } from "../../../src/otlp/mapping/gen-ai-key.ts";
import { isContentKey } from "../../../src/otlp/mapping/is-content-key.ts";
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
