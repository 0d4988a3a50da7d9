import { redactName } from "../../redaction.ts";
import type { Attributes } from "../decoding/attribute-value.ts";

/**
 * The agent that a program's resource stands for: `service.name`, after `service.namespace` and a slash if it has one;
 * what an agent's id cannot have becomes a dash. Null if it has no name, or only the one SDKs make up.
 */
export function agentOfResource({ values }: Attributes): string | null {
  const name = partOf(values.get("service.name"));
  if (name === "" || /^unknown_service(?:$|[:-])/.test(name)) return null;
  const namespace = partOf(values.get("service.namespace"));
  return (namespace === "" ? name : `${namespace}/${name}`).slice(0, 100);
}

function partOf(value: unknown): string {
  if (typeof value !== "string") return "";
  return redactName(value.trim())
    .replace(/[^\w.:/-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
}
