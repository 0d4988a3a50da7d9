import type { Attributes } from "../decoding/attribute-value.ts";
import { type Facts, textOf } from "./read-facts.ts";

/** What a span is to us: a call of a model, a call of a tool, or a step. */
export type SpanRole = "llm_call" | "tool_call" | "step";

/** What a span does, by whichever of the libraries' words for it there is. */
export interface SpanOperation {
  readonly role: SpanRole;
  /** By the conventions; null for a span that is not about GenAI. */
  readonly name: string | null;
}

const ROLES: Readonly<Record<string, SpanRole>> = {
  chat: "llm_call",
  text_completion: "llm_call",
  generate_content: "llm_call",
  embeddings: "llm_call",
  execute_tool: "tool_call",
  retrieval: "tool_call",
};

/** Words of libraries that say it in their own way; null: a step without an operation. */
const OPENINFERENCE: Readonly<Record<string, string | null>> = {
  LLM: "chat",
  EMBEDDING: "embeddings",
  TOOL: "execute_tool",
  RETRIEVER: "retrieval",
  AGENT: "invoke_agent",
};
const OPENLLMETRY_REQUEST: Readonly<Record<string, string | null>> = {
  chat: "chat",
  completion: "text_completion",
  embedding: "embeddings",
};
const OPENLLMETRY_KIND: Readonly<Record<string, string | null>> = {
  workflow: "invoke_workflow",
  agent: "invoke_agent",
  tool: "execute_tool",
};

/** Says what a span does. A wrapper of the Vercel AI SDK, which sums up the calls in it, is a step. */
export function operationOf(attributes: Attributes, facts: Facts): SpanOperation {
  const sent = (key: string) => {
    const value = attributes.values.get(key);
    return typeof value === "string" ? value : null;
  };
  const vercel = sent("ai.operationId");
  if (vercel !== null) return named(vercelOperation(vercel));
  const name = textOf(facts, "gen_ai.operation.name");
  if (name !== null) return named(name);
  const openInference = sent("openinference.span.kind");
  if (openInference !== null) return named(OPENINFERENCE[openInference.toUpperCase()] ?? null);
  const request = sent("llm.request.type");
  if (request !== null && request in OPENLLMETRY_REQUEST) return named(OPENLLMETRY_REQUEST[request] ?? null);
  const kind = sent("traceloop.span.kind");
  if (kind !== null) return named(OPENLLMETRY_KIND[kind] ?? null);
  if (facts.values.has("gen_ai.tool.name")) return named("execute_tool");
  const hasModel = facts.values.has("gen_ai.request.model") || facts.values.has("gen_ai.response.model");
  const hasTokens =
    facts.values.has("gen_ai.usage.input_tokens") || facts.values.has("gen_ai.usage.output_tokens");
  return named(hasModel && hasTokens ? "chat" : null);
}

function vercelOperation(id: string): string | null {
  if (id === "ai.toolCall") return "execute_tool";
  if (/\.(?:doEmbed|doEmbedMany)$/.test(id)) return "embeddings";
  return /\.(?:doGenerate|doStream)$/.test(id) ? "chat" : null;
}

function named(name: string | null): SpanOperation {
  return { name, role: name === null ? "step" : (ROLES[name] ?? "step") };
}
