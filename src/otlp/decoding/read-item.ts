import { decodeMessage } from "./decode-message.ts";
import type { UnreadableItem } from "./otlp-group.ts";
import { OtlpSchema } from "./otlp-schema.ts";

type Name = "Span" | "LogRecord";

/** A span or log record by its schema, or what is wrong with it. */
export function readItem<N extends Name>(
  name: N,
  item: unknown,
): ReturnType<(typeof OtlpSchema)[N]["parse"]> | UnreadableItem;
export function readItem(name: Name, item: unknown): unknown {
  let content: unknown;
  try {
    content = item instanceof Uint8Array ? decodeMessage(name, item) : item;
  } catch {
    return { problem: "is not valid protobuf" };
  }
  const result = OtlpSchema[name].safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "custom") return { problem: issue.message };
  return { problem: `${issue?.path.join(".") || "it"}: ${issue?.message ?? "is not understood"}` };
}
