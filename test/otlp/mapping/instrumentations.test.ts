import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { eventsOfFixture } from "../support/map-fixture.ts";

const FOLDER = new URL("../fixtures/instrumentations/", import.meta.url);
const MINI = "gpt-4o-mini-2024-07-18";

/** What each library sent of the same work becomes: `TYPE STAGE`, and of calls the model and the tokens in, cached and out. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "vercel-ai-7.json": [
    `llm_call chat gpt-4o-mini: ${MINI} 1200 1024 40`,
    "tool_call execute_tool lookup_order: lookup_order",
    "step step 1",
    `llm_call chat gpt-4o-mini: ${MINI} 1200 1024 40`,
    "step step 2",
    "run_finished succeeded: invoke_agent gpt-4o-mini",
    "run_started started: invoke_agent gpt-4o-mini",
    "llm_call embeddings text-embedding-3-small: text-embedding-3-small 12 0 0",
    "run_finished succeeded: embeddings text-embedding-3-small",
    "run_started started: embeddings text-embedding-3-small",
  ],
  "vercel-ai-7-legacy.json": [
    "tool_call ai.toolCall: lookup_order",
    `llm_call ai.generateText.doGenerate: ${MINI} 1200 1024 40`,
    `llm_call ai.generateText.doGenerate: ${MINI} 1200 1024 40`,
    "run_finished succeeded: ai.generateText",
    "run_started started: ai.generateText",
    "llm_call ai.embed.doEmbed: text-embedding-3-small 12 0 0",
    "run_finished succeeded: ai.embed",
    "run_started started: ai.embed",
  ],
  "vercel-ai-5.json": [
    `llm_call ai.generateText.doGenerate: ${MINI} 1200 0 40`,
    "tool_call ai.toolCall: lookup_order",
    `llm_call ai.generateText.doGenerate: ${MINI} 1200 0 40`,
    "run_finished succeeded: ai.generateText",
    "run_started started: ai.generateText",
  ],
  "openinference-openai.json": [
    `llm_call OpenAI Chat Completions: ${MINI} 1200 1024 40`,
    `llm_call OpenAI Responses: ${MINI} 1200 1024 40`,
    // It says nothing about the tokens of embeddings.
    "llm_call OpenAI Embeddings: text-embedding-3-small null null null",
    "run_finished succeeded: answer ticket",
    "run_started started: answer ticket",
  ],
  "openinference-langchain.json": [
    "llm_call ChatOpenAI: gpt-4o-mini 1200 1024 40",
    "tool_call lookup_order: lookup_order",
    "llm_call ChatOpenAI: gpt-4o-mini 1200 1024 40",
    "run_finished succeeded: order_agent",
    "run_started started: order_agent",
  ],
  "openllmetry-openai.json": [
    `llm_call chat gpt-4o-mini: ${MINI} 1200 0 40`,
    `llm_call chat gpt-4o-mini: ${MINI} 1200 0 40`,
    "run_finished succeeded: answer ticket",
    "run_started started: answer ticket",
  ],
  "openllmetry-openai-2024.json": [
    `llm_call openai.chat: ${MINI} 1200 0 40`,
    "llm_call openai.chat: gpt-4o-mini null null null",
    "run_finished succeeded: answer ticket",
    "run_started started: answer ticket",
  ],
  // Of LangChain this library makes a trace of each call.
  "openllmetry-langchain.json": [
    "llm_call chat gpt-4o-mini: gpt-4o-mini 1200 0 40",
    "run_started started: chat gpt-4o-mini",
    "run_finished succeeded: chat gpt-4o-mini",
    "tool_call execute_tool DynamicStructuredTool: DynamicStructuredTool",
    "run_started started: execute_tool DynamicStructuredTool",
    "run_finished succeeded: execute_tool DynamicStructuredTool",
    "llm_call chat gpt-4o-mini: gpt-4o-mini 1200 0 40",
    "run_started started: chat gpt-4o-mini",
    "run_finished succeeded: chat gpt-4o-mini",
    "run_finished succeeded: workflow RunnableLambda",
    "run_started started: workflow RunnableLambda",
  ],
};

describe("what instrumentation libraries send", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

  it("is kept of each library that is named", () => {
    expect(files).to.have.members(Object.keys(EXPECTED));
    const readme = readFileSync(new URL("README.md", FOLDER), "utf8");
    for (const file of files) expect(readme).to.include(`\`${file}\``);
  });

  for (const file of files) {
    it(`is read: ${file}`, () => {
      const events = eventsOfFixture(`instrumentations/${file}`);
      const read = events.map((event) => {
        const { type, stage, status, name, model, tokensInput, tokensCached, tokensOutput } = event;
        if (type === "llm_call")
          return `${type} ${stage}: ${model} ${tokensInput} ${tokensCached} ${tokensOutput}`;
        if (type === "step") return `${type} ${stage}`;
        return `${type} ${type === "tool_call" ? stage : status}: ${name}`;
      });
      expect(read).to.deep.equal(EXPECTED[file]);
    });

    it(`has provider and conventions, and nothing that anybody said: ${file}`, () => {
      const events = eventsOfFixture(`instrumentations/${file}`);
      for (const event of events.filter(({ type }) => type === "llm_call")) {
        expect(event.vendor).to.equal("openai");
        expect(event.attributes).to.include({ "gen_ai.provider.name": "openai" });
        expect(event.span?.schemaUrl).to.equal("https://opentelemetry.io/schemas/gen-ai/0.1.0");
      }
      for (const said of ["A-17", "order is", "my order", "answer tickets", "Look up", "0.2]", "shipped"])
        expect(JSON.stringify(events)).not.to.include(said);
    });
  }

  it("of a failed call has its reason", () => {
    const failed = eventsOfFixture("instrumentations/openllmetry-openai-2024.json").find(
      ({ status }) => status === "error",
    );
    expect(failed).to.include({ errorCode: "rate_limit_exceeded", message: "429 Rate limit reached" });
  });
});
