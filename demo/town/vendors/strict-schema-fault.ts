import type { JsonSchema } from "./fill-schema.ts";

/** Why strict structured output would refuse the schema, or null: every object closed, every property required. */
export function strictSchemaFault(schema: JsonSchema, place = "()"): string | null {
  const inner: [string, JsonSchema][] = [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.$defs ?? {}),
    ...Object.entries(schema.definitions ?? {}),
    ...(schema.anyOf ?? []).map((option, index): [string, JsonSchema] => [`anyOf.${index}`, option]),
    ...(schema.items === undefined ? [] : [["items", schema.items] satisfies [string, JsonSchema]]),
  ];
  if (schema.properties !== undefined || schema.type === "object") {
    if (schema.additionalProperties !== false) {
      return `In context=${place}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = new Set(schema.required ?? []);
    const missing = Object.keys(schema.properties ?? {}).find((name) => !required.has(name));
    if (missing !== undefined) {
      return `In context=${place}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  for (const [name, part] of inner) {
    const fault = strictSchemaFault(part, `(${name})`);
    if (fault !== null) return fault;
  }
  return null;
}
