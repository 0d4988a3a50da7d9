import { cleanText } from "./clean-text.ts";

/** How deep the sender's own data may nest, how many members it may have in all, and how long it may be as JSON. */
const MOST_LEVELS = 8;
const MOST_MEMBERS = 200;
const MOST_CHARACTERS = 8_000;
const LONGEST_TEXT = 2_000;
const LONGEST_KEY = 100;

/** Attributes ready to be stored, or why they cannot be. */
export type CleanAttributes =
  | { readonly attributes: Readonly<Record<string, unknown>> }
  | { readonly field: string; readonly detail: string };

/** The sender's own data with its texts masked; refused where it is too deep, too wide or too long. */
export function cleanAttributes(input: unknown): CleanAttributes {
  if (input === null || typeof input !== "object" || Array.isArray(input))
    return { field: "attributes", detail: "must be a JSON object" };
  let members = 0;
  let problem: { field: string; detail: string } | null = null;
  const refuse = (path: string, detail: string) => {
    problem ??= { field: path, detail };
    return null;
  };
  const clean = (value: unknown, path: string, level: number): unknown => {
    if (problem !== null) return null;
    if (typeof value === "string") return cleanText(value, LONGEST_TEXT);
    if (typeof value === "number")
      return Number.isFinite(value) ? value : refuse(path, "is too large a number");
    if (value === null || typeof value === "boolean") return value;
    if (typeof value !== "object") return refuse(path, "is not JSON");
    if (level > MOST_LEVELS) return refuse(path, `nests deeper than ${MOST_LEVELS} levels`);
    const entries = Object.entries(value);
    members += entries.length;
    if (members > MOST_MEMBERS) return refuse("attributes", `has more than ${MOST_MEMBERS} members`);
    if (Array.isArray(value)) return value.map((item, index) => clean(item, `${path}.${index}`, level + 1));
    return Object.fromEntries(
      entries.map(([key, item]) => {
        const name = cleanText(key, LONGEST_KEY);
        if (key === "__proto__") refuse(`${path}.__proto__`, "is not a name that may be used");
        return [name, clean(item, `${path}.${name}`, level + 1)];
      }),
    );
  };
  const attributes = clean(input, "attributes", 1);
  if (problem !== null) return problem;
  if (JSON.stringify(attributes).length > MOST_CHARACTERS)
    return { field: "attributes", detail: `is longer than ${MOST_CHARACTERS} characters of JSON` };
  return { attributes: Object.fromEntries(Object.entries(attributes ?? {})) };
}
