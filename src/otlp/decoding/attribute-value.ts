import { decodeMessage } from "./decode-message.ts";

/** The value of an attribute: `AnyValue` of the protocol as plain data. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue };

/** Attributes by their names, and how many could not be read: bytes, or nested too deep. */
export interface Attributes {
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly leftOut: number;
}

export const NO_ATTRIBUTES: Attributes = { values: new Map(), leftOut: 0 };

/** How deep a value may nest. */
const MOST_LEVELS = 8;

/** A value is not one that is stored. */
class UnreadableValue extends Error {}

/** Reads a list of `KeyValue`; of two with one key the last counts. */
export function readAttributes(
  pairs: readonly { readonly key: string; readonly value?: unknown }[],
): Attributes {
  const values = new Map<string, AttributeValue>();
  let leftOut = 0;
  for (const { key, value } of pairs) {
    const read = readAnyValue(value);
    if (read === undefined) leftOut += 1;
    else values.set(key, read);
  }
  return { values, leftOut };
}

/** An `AnyValue`: its protobuf bytes, or the object that JSON writes it as. Undefined if it cannot be read. */
export function readAnyValue(input: unknown): AttributeValue | undefined {
  try {
    return plainValue(input instanceof Uint8Array ? decodeMessage("AnyValue", input) : input, 1);
  } catch {
    // What is wrong with one value is of no interest to the sender of a thousand: it is counted.
    return undefined;
  }
}

function plainValue(input: unknown, level: number): AttributeValue {
  if (input === undefined || input === null) return null;
  if (typeof input !== "object") throw new UnreadableValue();
  if (level > MOST_LEVELS) throw new UnreadableValue();
  const fields = new Map<string, unknown>(Object.entries(input));
  const name = [...fields.keys()].find((key) => fields.get(key) !== null);
  if (name === undefined) return null;
  const value = fields.get(name);
  switch (name.replaceAll("_", "").toLowerCase()) {
    case "stringvalue":
      return String(value);
    case "boolvalue":
      return value === true || value === "true";
    case "intvalue":
    case "doublevalue":
      return numberOf(value);
    case "arrayvalue":
      return membersOf(value).map((member) => plainValue(member, level + 1));
    case "kvlistvalue":
      return Object.fromEntries(membersOf(value).map((member) => pairOf(member, level)));
    default:
      throw new UnreadableValue();
  }
}

function numberOf(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) throw new UnreadableValue();
  return number;
}

function membersOf(list: unknown): readonly unknown[] {
  if (typeof list !== "object" || list === null) return [];
  const values = "values" in list ? list.values : [];
  return Array.isArray(values) ? values : [];
}

function pairOf(member: unknown, level: number): [string, AttributeValue] {
  if (typeof member !== "object" || member === null) throw new UnreadableValue();
  const key = "key" in member ? String(member.key) : "";
  if (key === "__proto__") throw new UnreadableValue();
  return [key, plainValue("value" in member ? member.value : null, level + 1)];
}
