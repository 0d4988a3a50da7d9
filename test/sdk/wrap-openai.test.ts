import { createServer, type Server } from "node:http";
import { expect } from "chai";
import OpenAI from "openai";
import { z } from "zod";
import type { LlmCallReport, ToolCallReport } from "../../src/sdk/reporter.ts";
import { wrapOpenAI } from "../../src/sdk/wrap-openai.ts";

const AnyObject = z.record(z.string(), z.unknown());

const CHAT = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-5-mini-2025-08-07",
  choices: [
    { index: 0, finish_reason: "stop", message: { role: "assistant", content: '{"a":1}', refusal: null } },
  ],
  usage: {
    prompt_tokens: 12,
    completion_tokens: 3,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 4 },
  },
};
const RESPONSE = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  status: "completed",
  model: "gpt-5-mini-2025-08-07",
  output: [
    {
      type: "message",
      id: "m",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "hi", annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 20,
    output_tokens: 5,
    total_tokens: 25,
    input_tokens_details: { cached_tokens: 8 },
    output_tokens_details: { reasoning_tokens: 2 },
  },
};
const chunk = (content: string, finish: "stop" | null = null) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: CHAT.model,
  choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: finish }],
});

/** A stand-in for the model's API, by the reference of its endpoints. */
function answer(
  path: string,
  body: Record<string, unknown>,
): { status?: number; json?: unknown; events?: unknown[] } {
  if (body["model"] === "none")
    return { status: 404, json: { error: { message: "secret", code: "model_not_found" } } };
  if (path === "/embeddings")
    return {
      json: {
        object: "list",
        model: "text-embedding-3-small",
        data: [{ object: "embedding", index: 0, embedding: [1] }],
        usage: { prompt_tokens: 7, total_tokens: 7 },
      },
    };
  if (path === "/responses") {
    if (body["stream"] !== true) return { json: RESPONSE };
    const { usage, ...begun } = RESPONSE;
    return {
      events: [
        { type: "response.created", sequence_number: 0, response: { ...begun, usage: null } },
        { type: "response.completed", sequence_number: 1, response: { ...begun, usage } },
      ],
    };
  }
  if (body["stream"] !== true) return { json: CHAT };
  const options = body["stream_options"];
  const isAsked = typeof options === "object" && options !== null && "include_usage" in options;
  return {
    events: [
      chunk("h"),
      chunk("i", "stop"),
      ...(isAsked ? [{ ...chunk(""), choices: [], usage: CHAT.usage }] : []),
    ],
  };
}

describe("a wrapped OpenAI client", () => {
  let server: Server;
  let client: OpenAI;
  let calls: LlmCallReport[];
  let others: ToolCallReport[];
  const bodies: Record<string, unknown>[] = [];

  before(async () => {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (piece) => {
        text += String(piece);
      });
      request.on("end", () => {
        const body = AnyObject.parse(JSON.parse(text));
        bodies.push(body);
        const { status = 200, json, events } = answer((request.url ?? "").replace("/v1", ""), body);
        response.writeHead(status, {
          "content-type": events === undefined ? "application/json" : "text/event-stream",
        });
        if (events === undefined) response.end(JSON.stringify(json));
        else
          response.end(
            `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`,
          );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    calls = [];
    others = [];
    client = wrapOpenAI(
      new OpenAI({ apiKey: "sk-test", baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 }),
      { provider: "openai", llmCall: (call) => calls.push(call), toolCall: (call) => others.push(call) },
    );
  });

  const messages = [{ role: "user" as const, content: "hello" }];
  const chat = { model: "gpt-5-mini", messages };
  const used = { tokensInput: 12, tokensOutput: 3, tokensCached: 4, model: CHAT.model, provider: "openai" };
  const usedByResponse = { tokensInput: 20, tokensOutput: 5, tokensCached: 8, model: CHAT.model };

  it("reports a chat completion once, and hands it on as it is", async () => {
    const promise = client.chat.completions.create(chat);
    const [first, second] = await Promise.all([promise, promise]);
    expect(first.choices[0]?.message.content).to.equal('{"a":1}');
    expect(second).to.equal(first);
    expect(calls).to.have.lengthOf(1);
    expect(calls[0]).to.include(used);
    expect(calls[0]?.durationMs).to.be.greaterThan(0);
    expect(JSON.stringify(calls)).not.to.contain("hello");
  });

  it("reports a response, an embedding, and what `withResponse` gives", async () => {
    const found = await client.responses.create({ model: "gpt-5-mini", input: "hello" });
    expect(found.output_text).to.equal("hi");
    await client.embeddings.create({ model: "text-embedding-3-small", input: "hello" });
    const { data, response } = await client.chat.completions.create(chat).withResponse();
    expect([data.id, response.status]).to.deep.equal(["chatcmpl-1", 200]);
    expect(calls).to.have.lengthOf(3);
    expect(calls[0]).to.include(usedByResponse);
    expect(calls[1]).to.include({ tokensInput: 7, tokensOutput: 0 });
    expect(calls[2]).to.include(used);
  });

  it("leaves the body to whoever reads it as it came", async () => {
    const response = await client.chat.completions.create(chat).asResponse();
    expect(await response.json()).to.deep.equal(CHAT);
  });

  it("reports a stream of chunks at its end, and keeps the chunk that it asked for to itself", async () => {
    const stream = await client.chat.completions.create({ ...chat, stream: true });
    const texts: unknown[] = [];
    for await (const { choices } of stream) texts.push(choices[0]?.delta.content);
    expect(texts).to.deep.equal(["h", "i"]);
    expect(calls).to.have.lengthOf(1);
    expect(calls[0]).to.include(used);
    const asked = await client.chat.completions.create({
      ...chat,
      stream: true,
      stream_options: { include_usage: true },
    });
    let last: unknown;
    for await (const piece of asked) last = piece.usage;
    expect(last).to.deep.equal(CHAT.usage);
    expect(calls).to.have.lengthOf(2);
  });

  it("reports a stream of events, and what the helpers of the client call", async () => {
    const stream = await client.responses.create({ model: "gpt-5-mini", input: "hello", stream: true });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    expect(types).to.deep.equal(["response.created", "response.completed"]);
    expect(calls[0]).to.include(usedByResponse);
    const parsed = await client.chat.completions.parse({ ...chat, response_format: { type: "json_object" } });
    expect(parsed.choices[0]?.message.content).to.equal('{"a":1}');
    expect(calls[1]).to.include(used);
    const helper = client.chat.completions.stream(chat);
    expect(await helper.finalContent()).to.equal("hi");
    expect(calls).to.have.lengthOf(3);
    expect(calls[2]).to.include(used);
  });

  it("does not make a call look free whose stream was left early", async () => {
    const stream = await client.chat.completions.create({ ...chat, stream: true });
    for await (const _ of stream) break;
    expect(calls).to.deep.equal([]);
    expect(others).to.have.lengthOf(1);
    expect(others[0]?.attributes).to.deep.equal({ model: CHAT.model, usage: "unknown" });
  });

  it("reports a failure by its code, and hands it on", async () => {
    const failed: unknown = await client.chat.completions
      .create({ ...chat, model: "none" })
      .catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(OpenAI.NotFoundError);
    expect(calls).to.have.lengthOf(1);
    expect(calls[0]).to.include({
      status: "error",
      errorCode: "model_not_found",
      model: "none",
      tokensInput: 0,
    });
    expect(JSON.stringify(calls)).not.to.contain("secret");
    const parsing: unknown = await client.chat.completions
      .parse({ ...chat, model: "none" })
      .catch((error: unknown) => error);
    expect(parsing).to.be.instanceOf(OpenAI.NotFoundError);
    expect(calls).to.have.lengthOf(2);
  });

  it("is the client in every other way", () => {
    expect(client).to.be.instanceOf(OpenAI);
    expect(client.apiKey).to.equal("sk-test");
    expect(client.withOptions({ timeout: 5 }).timeout).to.equal(5);
    expect(client.models).to.be.instanceOf(OpenAI.Models);
  });
});
