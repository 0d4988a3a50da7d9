import type { Attributes, AttributeValue } from "../../../src/otlp/decoding/attribute-value.ts";

/** Attributes as they are after decoding. */
export function attributesOf(values: Readonly<Record<string, AttributeValue>>, leftOut = 0): Attributes {
  return { values: new Map(Object.entries(values)), leftOut };
}
