import type { Attributes } from "../decoding/attribute-value.ts";
import { providerName } from "./provider-name.ts";
import { type Facts, textOf } from "./read-facts.ts";

/** The provider of a model, by the name that the conventions have now; null if nobody says. */
export function providerOf(attributes: Attributes, facts: Facts): string | null {
  const provider = textOf(facts, "gen_ai.provider.name");
  if (provider !== null) return providerName(provider);
  // LangChain says it in its metadata alone.
  const metadata = attributes.values.get("metadata");
  const found =
    typeof metadata === "string" ? /"ls_provider":"([\w.-]{1,64})"/.exec(metadata)?.[1] : undefined;
  return found === undefined ? null : providerName(found);
}
