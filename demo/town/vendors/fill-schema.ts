import { z } from "zod";
import { isList } from "../is-list.ts";

import type { TextFacts } from "./text-facts.ts";

/** As much of JSON Schema as structured output allows. */
export interface JsonSchema {
  readonly type?: string | string[] | undefined;
  readonly properties?: Record<string, JsonSchema> | undefined;
  readonly required?: string[] | undefined;
  readonly additionalProperties?: unknown;
  readonly items?: JsonSchema | undefined;
  readonly enum?: unknown[] | undefined;
  readonly const?: unknown;
  readonly anyOf?: JsonSchema[] | undefined;
  readonly $ref?: string | undefined;
  readonly $defs?: Record<string, JsonSchema> | undefined;
  readonly definitions?: Record<string, JsonSchema> | undefined;
  readonly maxItems?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
}

export const JsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    properties: z.record(z.string(), JsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: JsonSchema.optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: z.array(JsonSchema).optional(),
    $ref: z.string().optional(),
    $defs: z.record(z.string(), JsonSchema).optional(),
    definitions: z.record(z.string(), JsonSchema).optional(),
    maxItems: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
  }),
);

/** Other words for a fact, letters only. */
const ALIASES: Readonly<Record<string, string>> = {
  abouttext: "about",
  overview: "about",
  description: "about",
  contacts: "people",
  team: "people",
  employeecount: "employees",
  headcount: "employees",
  yearfounded: "foundedyear",
  founded: "foundedyear",
  services: "products",
  officecount: "offices",
  emailaddresses: "emails",
  technologystack: "technologies",
  evidence: "text",
  quote: "text",
  sentence: "text",
  snippet: "text",
  detail: "text",
  category: "kind",
  type: "kind",
  role: "title",
  jobtitle: "title",
  position: "title",
  fullname: "name",
  givenname: "firstname",
  familyname: "lastname",
  address: "email",
};

const Loose = z.record(z.string(), z.unknown());

/** A value that satisfies the schema, its known properties filled with the facts, the others with nothing. */
export function fillSchema(root: JsonSchema, facts: TextFacts): unknown {
  const context = new Filler(root);
  return context.fill(root, facts);
}

class Filler {
  constructor(readonly root: JsonSchema) {}

  /** `value` is what is known, undefined when nothing is. */
  fill(given: JsonSchema, value: unknown): unknown {
    const schema = this.resolve(given);
    if (schema.const !== undefined) return schema.const;
    if (schema.anyOf !== undefined) return this.fillAnyOf(schema.anyOf, value);
    const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["object"]);
    if (schema.enum !== undefined) return this.fillEnum(schema.enum, value);
    const type = types.find((candidate) => candidate !== "null" && suits(candidate, value));
    if (type === undefined && types.includes("null")) return null;
    return this.fillType(type ?? types[0] ?? "null", schema, value);
  }

  fillType(type: string, schema: JsonSchema, value: unknown): unknown {
    switch (type) {
      case "object": {
        const known = normalised(value);
        const filled = Object.entries(schema.properties ?? {}).map(([name, property]) => [
          name,
          this.fill(property, known.get(canonical(name))),
        ]);
        return Object.fromEntries(filled);
      }
      case "array":
        return (isList(value) ? value : [])
          .filter((item: unknown) => this.accepts(schema.items ?? {}, item))
          .slice(0, schema.maxItems)
          .map((item: unknown) => this.fill(schema.items ?? {}, item));
      case "string":
        return (typeof value === "string" || typeof value === "number" ? String(value) : "").slice(
          0,
          schema.maxLength,
        );
      case "integer":
      case "number":
        return typeof value === "number" ? value : (schema.minimum ?? 0);
      case "boolean":
        return value === true;
      default:
        return null;
    }
  }

  fillAnyOf(options: readonly JsonSchema[], value: unknown): unknown {
    const resolved = options.map((option) => this.resolve(option));
    const best =
      resolved.find((option) => option.type !== "null" && this.accepts(option, value)) ??
      resolved.find((option) => option.type === "null") ??
      resolved[0] ??
      {};
    return this.fill(best, value);
  }

  fillEnum(choices: readonly unknown[], value: unknown): unknown {
    if (choices.includes(value)) return value;
    if (typeof value === "string") {
      const alike = choices.find((choice) => typeof choice === "string" && alikeWords(choice, value));
      if (alike !== undefined) return alike;
    }
    return (
      choices.find((choice) => choice === null || choice === "other" || choice === "unknown") ?? choices[0]
    );
  }

  /** Whether a known value has a place under the schema: an enum may have no word for its kind. */
  accepts(given: JsonSchema, value: unknown): boolean {
    const schema = this.resolve(given);
    if (value === undefined) return false;
    if (schema.anyOf !== undefined) return schema.anyOf.some((option) => this.accepts(option, value));
    if (schema.enum !== undefined) {
      return schema.enum.some(
        (choice) =>
          choice === value ||
          choice === "other" ||
          (typeof choice === "string" && typeof value === "string" && alikeWords(choice, value)),
      );
    }
    const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["object"]);
    if (!types.some((type) => suits(type, value))) return false;
    if (!types.includes("object") || typeof value !== "object") return true;
    const known = normalised(value);
    return Object.entries(schema.properties ?? {}).every(([name, property]) => {
      const inner = known.get(canonical(name));
      return (
        this.resolve(property).enum === undefined || inner === undefined || this.accepts(property, inner)
      );
    });
  }

  resolve(schema: JsonSchema): JsonSchema {
    if (schema.$ref === undefined) return schema;
    if (schema.$ref === "#") return this.root;
    const name = schema.$ref.split("/").at(-1) ?? "";
    return this.root.$defs?.[name] ?? this.root.definitions?.[name] ?? {};
  }
}

function suits(type: string, value: unknown): boolean {
  switch (type) {
    case "array":
      return isList(value);
    case "object":
      return typeof value === "object" && value !== null && !isList(value);
    case "integer":
    case "number":
      return typeof value === "number";
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    default:
      return false;
  }
}

/** The properties of an object under the names that `canonical` gives. */
function normalised(value: unknown): Map<string, unknown> {
  return new Map(
    Object.entries(Loose.safeParse(value).data ?? {}).map(([name, item]) => [canonical(name), item]),
  );
}

function canonical(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z]/g, "");
  return ALIASES[letters] ?? letters;
}

const alikeWords = (left: string, right: string) =>
  left.toLowerCase().slice(0, 4) === right.toLowerCase().slice(0, 4);
