import { escapeHtml } from "../../escape-html.ts";
import type { JsonSchema } from "./openapi-document.ts";

const REFERENCE = "#/components/schemas/";

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listSchemas(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

/** The members of an object schema, by name. */
function listMembers({ properties }: JsonSchema): [string, JsonSchema][] {
  return isSchema(properties)
    ? Object.entries(properties).flatMap(([name, member]) => (isSchema(member) ? [[name, member]] : []))
    : [];
}

/** A schema's type in a few words, with a link for each that has a name of its own. */
function typeHtml(schema: JsonSchema): string {
  const { $ref, type, items, anyOf, oneOf, additionalProperties } = schema;
  if (typeof $ref === "string") {
    const name = escapeHtml($ref.slice(REFERENCE.length));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(schema["enum"])) return schema["enum"].map(wordHtml).join(" | ");
  if (schema["const"] !== undefined) return wordHtml(schema["const"]);
  const choices = listSchemas(anyOf ?? oneOf);
  if (choices.length > 0) return [...new Set(choices.map(typeHtml))].join(" | ");
  if (type === "array") return `list of ${isSchema(items) ? typeHtml(items) : "anything"}`;
  if (isSchema(additionalProperties) && listMembers(schema).length === 0)
    return `object of ${Object.keys(additionalProperties).length === 0 ? "anything" : typeHtml(additionalProperties)}`;
  const types = Array.isArray(type) ? type.map(String) : [typeof type === "string" ? type : "anything"];
  const format = typeof schema["format"] === "string" ? ` (${schema["format"]})` : "";
  return escapeHtml(types.join(" | ") + format);
}

function wordHtml(value: unknown): string {
  return `<code>${escapeHtml(JSON.stringify(value))}</code>`;
}

/** A value's constraints, besides its type. */
function limitsOf(schema: JsonSchema): string[] {
  const words: Readonly<Record<string, string>> = {
    minimum: "at least",
    maximum: "at most",
    minLength: "characters, at least",
    maxLength: "characters, at most",
    minItems: "items, at least",
    maxItems: "items, at most",
    default: "default",
  };
  return Object.entries(words).flatMap(([key, word]) => {
    const value = schema[key];
    return value === undefined || value === null ? [] : [`${word} ${JSON.stringify(value)}`];
  });
}

/** A value's description and limits. */
function meaningHtml(schema: JsonSchema): string {
  const { description } = schema;
  const text = typeof description === "string" ? proseHtml(description) : "";
  const limits = limitsOf(schema).map(escapeHtml).join(" · ");
  return [text, limits && `<span class="limits">${limits}</span>`].filter(Boolean).join(" ");
}

/** A sentence in which `code` stands between backticks. */
function proseHtml(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

/** The members of an object as rows of a table; those of nested objects without a name follow, as `outer.inner`. */
function rowsHtml(schema: JsonSchema, prefix = ""): string {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return listMembers(schema)
    .map(([name, member]) => {
      const inner = member["type"] === "array" && isSchema(member["items"]) ? member["items"] : member;
      const mark = required.includes(name) ? "" : ' <span class="optional">optional</span>';
      const path = escapeHtml(prefix + name);
      const nested = rowsHtml(inner, `${prefix}${name}${inner === member ? "" : "[]"}.`);
      return `<tr><td><code>${path}</code>${mark}</td><td>${typeHtml(member)}</td><td>${meaningHtml(member)}</td></tr>${nested}`;
    })
    .join("\n");
}

/** An object's members as a table, a choice as its parts, anything else as its type. */
function schemaHtml(schema: JsonSchema): string {
  const choices = listSchemas(schema["oneOf"] ?? schema["anyOf"]);
  if (choices.some((choice) => listMembers(choice).length > 0)) {
    return choices
      .map((choice) => (listMembers(choice).length > 0 ? schemaHtml(choice) : `<p>${typeHtml(choice)}</p>`))
      .join("\n");
  }
  const rows = rowsHtml(schema);
  const about = meaningHtml(schema);
  const intro = about === "" ? "" : `<p>${about}</p>`;
  if (rows === "") return `${intro}<p>${typeHtml(schema)}</p>`;
  return `${intro}<table><thead><tr><th>field</th><th>type</th><th>meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Schemas as HTML. */
export const renderSchema = { typeHtml, meaningHtml, proseHtml, schemaHtml };
