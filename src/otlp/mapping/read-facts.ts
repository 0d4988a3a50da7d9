import type { Attributes, AttributeValue } from "../decoding/attribute-value.ts";
import { readGenAiKey } from "./gen-ai-key.ts";
import { isContentKey } from "./is-content-key.ts";

/** What the attributes of a span or log record say, under the names of the release that is stored. */
export interface Facts {
  readonly values: ReadonlyMap<string, AttributeValue>;
  /** Names like GenAI's that are of no generation we read. */
  readonly unknownKeys: readonly string[];
}

/** Facts that are lists, also where a library sends one alone. */
const LISTS: ReadonlySet<string> = new Set([
  "gen_ai.response.finish_reasons",
  "gen_ai.request.encoding_formats",
]);

/** The facts of attributes of any generation. */
export function readFacts({ values }: Attributes): Facts {
  const facts = new Map<string, { value: AttributeValue; priority: number }>();
  const unknownKeys: string[] = [];
  for (const [key, value] of values) {
    const read = readGenAiKey(key);
    if (read.kind === "unknown") unknownKeys.push(key);
    if (read.kind !== "fact" || value === null || value === "") continue;
    const known = facts.get(read.name);
    if (known === undefined || read.priority < known.priority)
      facts.set(read.name, {
        value: LISTS.has(read.name) && !isList(value) ? [value] : value,
        priority: read.priority,
      });
  }
  return { values: new Map([...facts].map(([name, { value }]) => [name, value])), unknownKeys };
}

/** A fact as text; null if it is missing, or no text. */
export function textOf(facts: Facts, name: string): string | null {
  const value = facts.values.get(name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

const MOST_ATTRIBUTES = 64;
const LONGEST_TEXT = 500;
const MOST_ITEMS = 20;
const MOST_CHARACTERS = 5_000;

/** The attributes that are stored, and how many were left out because they are too many, too long or too deep. */
export interface KeptAttributes {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly leftOut: number;
}

/** Facts first, then what else was sent, as far as it is short, flat, and neither named nor written like content. */
export function keepAttributes(sent: Attributes, facts: Facts): KeptAttributes {
  const kept = new Map<string, AttributeValue>();
  let { leftOut } = sent;
  let room = MOST_CHARACTERS;
  const keep = (key: string, value: AttributeValue) => {
    const size = key.length + JSON.stringify(value).length;
    if (kept.size >= MOST_ATTRIBUTES || size > room || !isSmall(value)) leftOut += 1;
    else {
      kept.set(key, value);
      room -= size;
    }
  };
  for (const [key, value] of facts.values) keep(key, value);
  for (const [key, value] of sent.values) {
    const { kind } = readGenAiKey(key);
    if (kind !== "other" && kind !== "unknown") continue;
    if (key === "" || key === "__proto__" || key.length > 100 || value === null) continue;
    if (typeof value !== "number" && typeof value !== "boolean" && isContentKey(key)) continue;
    const word = wordOf(value);
    if (word !== null) keep(key, word);
  }
  return { attributes: Object.fromEntries(kept), leftOut };
}

/** A word: an id, a version, an address without its query. It has no space, since a sentence has one, in most alphabets. */
const WORD = /^[!-~]{1,200}$/;

/**
 * The value of a name we know nothing about, if it cannot be what somebody wrote: prompts turn up under names as harmless
 * as `app.note`. Of an address its query is taken away; null for a sentence, JSON, or a text in another alphabet.
 */
function wordOf(value: AttributeValue): AttributeValue | null {
  if (typeof value === "string") {
    const word = value.trim().replace(/\?.*$/s, "");
    return WORD.test(word) && !/^[[{]/.test(word) ? word : null;
  }
  if (!isList(value)) return value;
  return value.every((item) => typeof item !== "string" || wordOf(item) === item) ? value : null;
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

function isSmall(value: AttributeValue): boolean {
  if (typeof value === "string") return value.length <= LONGEST_TEXT;
  if (!isList(value)) return typeof value !== "object";
  return value.length <= MOST_ITEMS && value.every((item) => typeof item !== "object" && isSmall(item));
}
