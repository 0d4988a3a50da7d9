import { z } from "zod";

import { digest } from "../call-record.ts";
import { fillSchema, JsonSchema } from "./fill-schema.ts";
import { PromptCache } from "./prompt-cache.ts";
import { strictSchemaFault } from "./strict-schema-fault.ts";
import { extractFacts } from "./text-facts.ts";
import {
  bearerKey,
  type ProblemKind,
  type TownVendor,
  type VendorAnswer,
  VendorProblem,
} from "./town-vendor.ts";

const InputPart = z.object({ type: z.string(), text: z.string().optional() });
const InputMessage = z.strictObject({
  type: z.literal("message").optional(),
  role: z.string(),
  content: z.union([z.string(), z.array(InputPart)]),
});
/** Parameters that are documented and make no difference here. */
const Ignored = z.unknown().optional();

const ResponseBody = z.strictObject({
  model: z.string().min(1),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(InputMessage)]),
  max_output_tokens: z.int().min(16).nullish(),
  text: z
    .strictObject({
      verbosity: Ignored,
      format: z.discriminatedUnion("type", [
        z.strictObject({
          type: z.literal("json_schema"),
          description: z.string().optional(),
          name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
          schema: JsonSchema,
          strict: z.boolean().nullish(),
        }),
        z.strictObject({ type: z.literal("text") }),
        z.strictObject({ type: z.literal("json_object") }),
      ]),
    })
    .optional(),
  stream: z.literal(false).nullish(),
  background: Ignored,
  conversation: Ignored,
  include: Ignored,
  max_tool_calls: Ignored,
  metadata: Ignored,
  parallel_tool_calls: Ignored,
  previous_response_id: Ignored,
  prompt: Ignored,
  prompt_cache_key: Ignored,
  prompt_cache_retention: Ignored,
  reasoning: Ignored,
  safety_identifier: Ignored,
  service_tier: Ignored,
  store: z.boolean().nullish(),
  stream_options: Ignored,
  temperature: Ignored,
  tool_choice: Ignored,
  tools: Ignored,
  top_logprobs: Ignored,
  top_p: Ignored,
  truncation: Ignored,
  user: Ignored,
});
type ResponseBody = z.infer<typeof ResponseBody>;

/** The snapshot that answers for an alias. */
const SNAPSHOTS: ReadonlyMap<string, string> = new Map([
  ["gpt-5", "gpt-5-2025-08-07"],
  ["gpt-5-mini", "gpt-5-mini-2025-08-07"],
  ["gpt-5-nano", "gpt-5-nano-2025-08-07"],
  ["gpt-4.1-mini", "gpt-4.1-mini-2025-04-14"],
  ["gpt-4o-mini", "gpt-4o-mini-2024-07-18"],
]);

/** The language model, imitated by regular expressions: POST /v1/responses of https://platform.openai.com/docs/api-reference/responses */
export function createOpenai(): TownVendor {
  const cache = new PromptCache();
  return {
    name: "openai",
    prefix: "/openai/v1",
    keyPrefix: "sk-town-",
    operations: [
      {
        name: "respond",
        method: "POST",
        path: /^\/responses$/,
        isPaid: true,
        run: ({ body }) => respond(ResponseBody.parse(body), cache),
      },
      {
        name: "list_models",
        method: "GET",
        path: /^\/models$/,
        isPaid: false,
        run: () => ({ status: 200, body: { object: "list", data: [] } }),
      },
    ],
    readKey: ({ headers }) => bearerKey(headers),
    problem: (kind, _operation, detail) => problem(kind, detail),
    unknownProperty: (name) => `Unknown parameter: '${name}'.`,
    malform: (answer) => ({
      ...answer,
      // A well-formed response whose structured output breaks off: paid for, but useless.
      body: z
        .looseObject({ output: z.array(z.unknown()) })
        .transform((response) => ({ ...response, output: [message("msg_cut", '{"about": "The fir')] }))
        .parse(answer.body),
    }),
  };
}

function respond(request: ResponseBody, cache: PromptCache): VendorAnswer {
  if (!/^(gpt-|o\d)/.test(request.model)) {
    throw new VendorProblem("not_found", `The model '${request.model}' does not exist`);
  }
  const format = request.text?.format ?? { type: "text" as const };
  const prompt = readPrompt(request);
  const facts = extractFacts(prompt.user);
  let output = facts.summary;
  if (format.type === "json_schema") {
    const fault = format.strict === true ? strictSchemaFault(format.schema) : null;
    if (fault !== null)
      throw new VendorProblem("bad_request", `Invalid schema for response_format '${format.name}': ${fault}`);
    output = JSON.stringify(fillSchema(format.schema, facts));
  } else if (format.type === "json_object") {
    output = JSON.stringify(facts);
  }
  const inputTokens =
    tokens(prompt.all) + (format.type === "json_schema" ? tokens(JSON.stringify(format.schema)) : 0);
  const cachedTokens = Math.min(cache.cachedTokens(request.model, prompt.all), inputTokens);
  const limit = request.max_output_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = tokens(output) > limit;
  const text = isCut ? output.slice(0, limit * 4) : output;
  const id = digest(prompt.all);
  const usage = {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedTokens },
    output_tokens: tokens(text),
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + tokens(text),
  };
  return {
    status: 200,
    headers: rateHeaders(id),
    charged: {
      input_tokens: inputTokens,
      cached_input_tokens: cachedTokens,
      output_tokens: usage.output_tokens,
    },
    body: {
      id: `resp_${id}`,
      object: "response",
      created_at: Math.floor(Date.now() / 1000),
      status: isCut ? "incomplete" : "completed",
      error: null,
      incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
      instructions: request.instructions ?? null,
      max_output_tokens: request.max_output_tokens ?? null,
      model: SNAPSHOTS.get(request.model) ?? request.model,
      output: [message(`msg_${id}`, text)],
      parallel_tool_calls: true,
      previous_response_id: null,
      store: false,
      text: { format: request.text?.format ?? { type: "text" } },
      tool_choice: "auto",
      tools: [],
      metadata: {},
      usage,
    },
  };
}

const tokens = (text: string) => Math.ceil(text.length / 4);

const message = (id: string, text: string) => ({
  id,
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text, annotations: [] }],
});

/** The whole prompt, which is paid for, and the user's part of it: examples in the instructions are not facts. */
function readPrompt({ instructions, input }: ResponseBody): { all: string; user: string } {
  if (typeof input === "string") return { all: `${instructions ?? ""}\n${input}`, user: input };
  const messages = input.map(({ role, content }) => ({
    role,
    text: typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n"),
  }));
  return {
    all: [instructions ?? "", ...messages.map(({ text }) => text)].join("\n"),
    user: messages
      .filter(({ role }) => role === "user")
      .map(({ text }) => text)
      .join("\n"),
  };
}

const rateHeaders = (requestId: string) => ({
  "x-request-id": `req_${requestId}`,
  "openai-processing-ms": "12",
  "openai-version": "2020-10-01",
  "x-ratelimit-limit-requests": "5000",
  "x-ratelimit-remaining-requests": "4999",
  "x-ratelimit-reset-requests": "12ms",
  "x-ratelimit-limit-tokens": "2000000",
  "x-ratelimit-remaining-tokens": "1998000",
  "x-ratelimit-reset-tokens": "60ms",
});

/** `[status, type, code, text]`; if the text is null, the detail is used. */
const PROBLEMS: Readonly<Record<ProblemKind, readonly [number, string, string | null, string | null]>> = {
  auth: [401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."],
  bad_request: [400, "invalid_request_error", null, null],
  content_type: [400, "invalid_request_error", "unsupported_content_type", null],
  not_found: [404, "invalid_request_error", "model_not_found", null],
  quota: [
    429,
    "insufficient_quota",
    "credit_balance_exhausted",
    "You exceeded your current quota, please check your plan and billing details.",
  ],
  rate_limited: [
    429,
    "requests",
    "rate_limit_exceeded",
    "Rate limit reached for requests. Please try again in 200ms.",
  ],
  server: [500, "server_error", null, "The server had an error while processing your request."],
};

function problem(kind: ProblemKind, detail: string): VendorAnswer {
  const [status, type, code, text] = PROBLEMS[kind];
  return {
    status,
    headers: {
      ...rateHeaders(digest(`${kind} ${detail}`)),
      ...(kind === "rate_limited" ? { "retry-after-ms": "200", "retry-after": "1" } : {}),
      ...(kind === "quota" ? { "x-should-retry": "false" } : {}),
    },
    body: { error: { message: text ?? detail, type, param: null, code } },
  };
}
