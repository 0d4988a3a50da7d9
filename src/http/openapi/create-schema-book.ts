import { z } from "zod";
import type { JsonSchema } from "./openapi-document.ts";

/** Turns zod schemas into JSON Schemas; one with an id is listed once under `components`, and referred to. */
export interface SchemaBook {
  /** The schema of a request (`input`) or an answer. */
  add(schema: z.ZodType, io: "input" | "output"): JsonSchema;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

export function createSchemaBook(): SchemaBook {
  const schemas: Record<string, JsonSchema> = {};
  return {
    schemas,
    add(schema, io) {
      // As a member of something else it becomes a reference when it has an id.
      const holder = z.object({ it: schema });
      const { properties, $defs = {} } = z.toJSONSchema(holder, {
        io,
        unrepresentable: "any",
        override: ({ jsonSchema }) => tidy(jsonSchema, io),
      });
      for (const [id, found] of Object.entries($defs)) {
        const text = JSON.stringify(found).replaceAll("#/$defs/", "#/components/schemas/");
        const known = schemas[id];
        if (known !== undefined && JSON.stringify(known) !== text)
          throw new TypeError(`Two schemas are called ${id}, or one is used both ways and differs`);
        schemas[id] = parseSchema(text);
      }
      const text = JSON.stringify(properties?.["it"] ?? {});
      return parseSchema(text.replaceAll("#/$defs/", "#/components/schemas/"));
    },
  };
}

const AnySchema = z.record(z.string(), z.unknown());

function parseSchema(text: string): JsonSchema {
  return AnySchema.parse(JSON.parse(text));
}

/** Leaves out what does not help a reader: limits of JavaScript's numbers, patterns of known formats. */
function tidy(schema: z.core.JSONSchema.BaseSchema, io: "input" | "output"): void {
  delete schema.id;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.propertyNames !== undefined) delete schema.propertyNames;
  // A later version may add members to an answer; clients must expect that.
  if (io === "output" && schema.additionalProperties === false) delete schema.additionalProperties;
}
