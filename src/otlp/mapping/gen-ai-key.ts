/** The release of the GenAI conventions that attributes are stored in. */
export const GENAI_SCHEMA_URL = "https://opentelemetry.io/schemas/gen-ai/0.1.0";

/**
 * The attributes of that release that say how something went. Kept as they are.
 * https://github.com/open-telemetry/semantic-conventions-genai
 */
const FACTS: readonly string[] = [
  "gen_ai.agent.id",
  "gen_ai.agent.name",
  "gen_ai.agent.version",
  "gen_ai.conversation.compacted",
  "gen_ai.conversation.id",
  "gen_ai.data_source.id",
  "gen_ai.embeddings.dimension.count",
  "gen_ai.evaluation.name",
  "gen_ai.evaluation.score.label",
  "gen_ai.evaluation.score.value",
  "gen_ai.memory.record.count",
  "gen_ai.memory.record.id",
  "gen_ai.memory.store.id",
  "gen_ai.operation.name",
  "gen_ai.output.type",
  "gen_ai.prompt.name",
  "gen_ai.prompt.version",
  "gen_ai.provider.name",
  "gen_ai.request.choice.count",
  "gen_ai.request.encoding_formats",
  "gen_ai.request.frequency_penalty",
  "gen_ai.request.max_tokens",
  "gen_ai.request.model",
  "gen_ai.request.presence_penalty",
  "gen_ai.request.previous_response.id",
  "gen_ai.request.reasoning.level",
  "gen_ai.request.seed",
  "gen_ai.request.stream",
  "gen_ai.request.temperature",
  "gen_ai.request.top_k",
  "gen_ai.request.top_p",
  "gen_ai.response.finish_reasons",
  "gen_ai.response.id",
  "gen_ai.response.model",
  "gen_ai.response.time_to_first_chunk",
  "gen_ai.retrieval.top_k",
  "gen_ai.token.modality",
  "gen_ai.token.type",
  "gen_ai.tool.call.id",
  "gen_ai.tool.name",
  "gen_ai.tool.type",
  ...["text", "image", "audio", "video"].flatMap((kind) => [
    `gen_ai.usage.${kind}.input_tokens`,
    `gen_ai.usage.${kind}.output_tokens`,
    `gen_ai.usage.${kind}.cache_read.input_tokens`,
  ]),
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_write.input_tokens",
  // Proposed, and sent already: semantic-conventions-genai #443.
  "gen_ai.usage.cost.amount",
  "gen_ai.usage.cost.currency",
  "gen_ai.usage.cost.source",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.reasoning.output_tokens",
];

/** What people wrote, models answered and tools were given: known in every generation, and never kept. */
const CONTENT: readonly string[] = [
  "gen_ai.agent.description",
  "gen_ai.completion",
  "gen_ai.content.completion",
  "gen_ai.content.prompt",
  "gen_ai.evaluation.explanation",
  "gen_ai.input.messages",
  "gen_ai.memory.query.text",
  "gen_ai.memory.records",
  "gen_ai.output.messages",
  "gen_ai.prompt",
  "gen_ai.request.stop_sequences",
  "gen_ai.retrieval.documents",
  "gen_ai.retrieval.query.text",
  "gen_ai.system_instructions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.tool.definitions",
  "gen_ai.tool.description",
];

/**
 * Names by which the same is sent: earlier generations of the conventions first, then the libraries that have names of
 * their own (OpenLLMetry, OpenInference, the Vercel AI SDK). The first that is there counts.
 */
const ALIASES: readonly (readonly [sent: string, name: string])[] = [
  // Until 2024.
  ["gen_ai.system", "gen_ai.provider.name"],
  ["gen_ai.usage.prompt_tokens", "gen_ai.usage.input_tokens"],
  ["gen_ai.usage.completion_tokens", "gen_ai.usage.output_tokens"],
  ["gen_ai.openai.request.seed", "gen_ai.request.seed"],
  ["gen_ai.openai.request.response_format", "gen_ai.output.type"],
  // 1.36 to 1.41.
  ["gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_write.input_tokens"],
  ["gen_ai.workflow.name", "gen_ai.agent.name"],
  // OpenLLMetry.
  ["gen_ai.usage.cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"],
  ["gen_ai.usage.cache_creation_input_tokens", "gen_ai.usage.cache_write.input_tokens"],
  ["gen_ai.usage.reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"],
  ["llm.request.model", "gen_ai.request.model"],
  ["llm.response.model", "gen_ai.response.model"],
  ["llm.vendor", "gen_ai.provider.name"],
  ["llm.usage.prompt_tokens", "gen_ai.usage.input_tokens"],
  ["llm.usage.completion_tokens", "gen_ai.usage.output_tokens"],
  ["llm.usage.cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"],
  ["llm.usage.reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"],
  ["traceloop.workflow.name", "gen_ai.agent.name"],
  // OpenInference.
  ["llm.provider", "gen_ai.provider.name"],
  ["llm.system", "gen_ai.provider.name"],
  ["llm.model_name", "gen_ai.request.model"],
  ["embedding.model_name", "gen_ai.request.model"],
  ["llm.token_count.prompt", "gen_ai.usage.input_tokens"],
  ["llm.token_count.completion", "gen_ai.usage.output_tokens"],
  ["llm.token_count.prompt_details.cache_read", "gen_ai.usage.cache_read.input_tokens"],
  ["llm.token_count.prompt_details.cache_write", "gen_ai.usage.cache_write.input_tokens"],
  ["llm.token_count.completion_details.reasoning", "gen_ai.usage.reasoning.output_tokens"],
  ["llm.cost.total", "gen_ai.usage.cost.amount"],
  ["llm.finish_reason", "gen_ai.response.finish_reasons"],
  ["tool.name", "gen_ai.tool.name"],
  ["tool_call.id", "gen_ai.tool.call.id"],
  ["agent.name", "gen_ai.agent.name"],
  ["session.id", "gen_ai.conversation.id"],
  // The Vercel AI SDK, before it had the conventions' names.
  ["ai.model.provider", "gen_ai.provider.name"],
  ["ai.model.id", "gen_ai.request.model"],
  ["ai.response.model", "gen_ai.response.model"],
  ["ai.response.id", "gen_ai.response.id"],
  ["ai.response.finishReason", "gen_ai.response.finish_reasons"],
  ["ai.usage.inputTokens", "gen_ai.usage.input_tokens"],
  ["ai.usage.promptTokens", "gen_ai.usage.input_tokens"],
  ["ai.usage.tokens", "gen_ai.usage.input_tokens"],
  ["ai.usage.outputTokens", "gen_ai.usage.output_tokens"],
  ["ai.usage.completionTokens", "gen_ai.usage.output_tokens"],
  ["ai.usage.cachedInputTokens", "gen_ai.usage.cache_read.input_tokens"],
  ["ai.usage.inputTokenDetails.cacheWriteTokens", "gen_ai.usage.cache_write.input_tokens"],
  ["ai.usage.reasoningTokens", "gen_ai.usage.reasoning.output_tokens"],
  ["ai.toolCall.name", "gen_ai.tool.name"],
  ["ai.toolCall.id", "gen_ai.tool.call.id"],
  ["ai.telemetry.functionId", "gen_ai.agent.name"],
];

/** Known, and of no use beside the others: sums of what is there, service levels of one vendor. */
const SPENT: readonly string[] = [
  "gen_ai.usage.total_tokens",
  "gen_ai.openai.request.service_tier",
  "gen_ai.openai.response.service_tier",
  "gen_ai.openai.response.system_fingerprint",
  "gen_ai.openai.api_base",
  "gen_ai.openai.api_version",
  "gen_ai.openai.system_fingerprint",
  // The durations of spans, as the Vercel AI SDK repeats them.
  "gen_ai.client.operation.duration",
  "gen_ai.client.operation.time_to_first_chunk",
  "gen_ai.client.operation.time_per_output_chunk",
  "gen_ai.client.inference.duration",
  "gen_ai.execute_tool.duration",
  "gen_ai.invoke_agent.duration",
  "ai.usage.totalTokens",
  "ai.usage.inputTokenDetails.noCacheTokens",
  "ai.usage.inputTokenDetails.cacheReadTokens",
  "ai.usage.outputTokenDetails.textTokens",
  "ai.usage.outputTokenDetails.reasoningTokens",
  "llm.usage.total_tokens",
  "llm.token_count.total",
];

const FACT_KEYS: ReadonlySet<string> = new Set(FACTS);
const CONTENT_KEYS: ReadonlySet<string> = new Set(CONTENT);
const SPENT_KEYS: ReadonlySet<string> = new Set(SPENT);
const NAMES: ReadonlyMap<string, string> = new Map(ALIASES);
const PRIORITIES: ReadonlyMap<string, number> = new Map(ALIASES.map(([sent], index) => [sent, index]));

/** What a name of an attribute means to us. */
export type GenAiKey =
  | { readonly kind: "fact"; readonly name: string; readonly priority: number }
  | { readonly kind: "content" | "spent" | "unknown" | "other" };

/** `unknown`: named like GenAI's, and of no generation that is read. `other`: nothing to do with GenAI. */
export function readGenAiKey(key: string): GenAiKey {
  if (FACT_KEYS.has(key)) return { kind: "fact", name: key, priority: -1 };
  const name = NAMES.get(key);
  if (name !== undefined) return { kind: "fact", name, priority: PRIORITIES.get(key) ?? 0 };
  if (SPENT_KEYS.has(key)) return { kind: "spent" };
  if (CONTENT_KEYS.has(key) || /^gen_ai\.(?:prompt|completion)\.\d/.test(key)) return { kind: "content" };
  return { kind: key.startsWith("gen_ai.") ? "unknown" : "other" };
}
