import { cleanText } from "./clean-text.ts";

/** How deep the sender's own data may nest, how many members it may have in all, and how long it may be as JSON. */
const MOST_LEVELS = 8;
const MOST_MEMBERS = 200;
const MOST_CHARACTERS = 8_000;
const LONGEST_TEXT = 2_000;
const LONGEST_KEY = 100;

/** Attributes as JSON, ready to be stored, or why they cannot be. */
export type CleanAttributes = { readonly json: string } | { readonly field: string; readonly detail: string };

/** What a walk through the attributes has come upon. */
interface Walk {
  members: number;
  problem: string | null;
  /** The names that lead to the problem, the outermost last; null: it is one of the attributes as a whole. */
  path: string[] | null;
}

/** The sender's own data with its texts masked; refused where it is too deep, too wide or too long. */
export function cleanAttributes(input: unknown): CleanAttributes {
  if (input === null || typeof input !== "object" || Array.isArray(input))
    return { field: "attributes", detail: "must be a JSON object" };
  const walk: Walk = { members: 0, problem: null, path: [] };
  const attributes = clean(walk, input, 1);
  if (walk.problem !== null)
    return { field: ["attributes", ...(walk.path ?? []).reverse()].join("."), detail: walk.problem };
  const json = JSON.stringify(attributes);
  if (json.length > MOST_CHARACTERS)
    return { field: "attributes", detail: `is longer than ${MOST_CHARACTERS} characters of JSON` };
  return { json };
}

function clean(walk: Walk, value: unknown, level: number): unknown {
  if (typeof value === "string") return cleanText(value, LONGEST_TEXT);
  if (typeof value === "number")
    return Number.isFinite(value) ? value : refuse(walk, "is too large a number");
  if (value === null || typeof value === "boolean") return value;
  return typeof value === "object" ? cleanMembers(walk, value, level) : refuse(walk, "is not JSON");
}

function cleanMembers(walk: Walk, value: object, level: number): unknown {
  if (level > MOST_LEVELS) return refuse(walk, `nests deeper than ${MOST_LEVELS} levels`);
  const names = Object.keys(value);
  walk.members += names.length;
  if (walk.members > MOST_MEMBERS) {
    walk.path = null;
    return refuse(walk, `has more than ${MOST_MEMBERS} members`);
  }
  const list: unknown[] = [];
  const members: Record<string, unknown> = {};
  for (const name of names) {
    const cleanName = cleanText(name, LONGEST_KEY);
    // Also what is left of a longer name once NUL is taken out.
    const item =
      cleanName === "__proto__"
        ? refuse(walk, "is not a name that may be used")
        : clean(walk, Reflect.get(value, name), level + 1);
    if (walk.problem !== null) {
      walk.path?.push(cleanName);
      return null;
    }
    if (Array.isArray(value)) list.push(item);
    else members[cleanName] = item;
  }
  return Array.isArray(value) ? list : members;
}

function refuse(walk: Walk, problem: string): null {
  walk.problem = problem;
  return null;
}
