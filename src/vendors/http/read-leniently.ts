import type { z } from "zod";
import { type AnswerOrigin, fieldName, malformedAnswer } from "./read-shape.ts";

/** Data that was read although parts of it were odd. */
export interface Lenient<Shape> {
  readonly value: Shape;
  /** The fields that could not be read and were left out, e.g. `results.1.emails`; never their values. */
  readonly oddities: readonly string[];
}

/** Nothing an answer holds is nested deeper than this in lists. */
const MAX_ROUNDS = 6;
const MAX_ODDITIES = 20;

type Path = readonly PropertyKey[];

/**
 * Reads an answer that has been paid for. A field that cannot be read counts as null; if the schema does not allow that,
 * the list item around it is left out. Only an answer that makes no sense without the field is `malformed`, as in
 * `readShape`.
 */
export function readLeniently<Shape>(
  schema: z.ZodType<Shape>,
  data: unknown,
  origin: AnswerOrigin,
): Lenient<Shape> {
  const first = schema.safeParse(data);
  if (first.success) return { value: first.data, oddities: [] };
  const oddities = new Set<string>();
  const emptied = new Set<string>();
  const copy = { root: structuredClone(data) };
  const places = new Places();
  let { issues } = first.error;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const dropped = new Map<string, Path>();
    for (const { path } of issues) {
      const name = places.original(path).map(fieldName).join(".");
      const key = JSON.stringify(path.map(String));
      oddities.add([origin.within, name].filter(Boolean).join("."));
      if (!emptied.has(key) && setNull(copy.root, path)) {
        emptied.add(key);
        continue;
      }
      const item = path.slice(0, path.findLastIndex((part) => typeof part === "number") + 1);
      if (item.length === 0) throw malformedAnswer(first.error.issues, origin);
      dropped.set(JSON.stringify(item), item);
    }
    if (dropped.size > 0) {
      // From the end, so that the places before an item stay as they are.
      for (const item of [...dropped.values()].sort(byLastIndex)) {
        if (!dropItem(copy.root, item)) throw malformedAnswer(first.error.issues, origin);
        places.drop(item);
      }
      emptied.clear();
    }
    const again = schema.safeParse(copy.root);
    if (again.success) return { value: again.data, oddities: outermost(oddities).slice(0, MAX_ODDITIES) };
    issues = again.error.issues;
  }
  throw malformedAnswer(first.error.issues, origin);
}

/** Remembers which items were dropped, so that fields are named by their place in the vendor's answer. */
class Places {
  readonly #dropped: Path[] = [];

  drop(item: Path): void {
    this.#dropped.push(this.original(item));
  }

  original(path: Path): Path {
    const result: PropertyKey[] = [];
    for (const part of path) {
      result.push(typeof part === "number" ? this.#shift(result, part) : part);
    }
    return result;
  }

  #shift(list: Path, index: number): number {
    const gone = this.#dropped
      .filter((item) => item.length === list.length + 1 && list.every((part, at) => part === item[at]))
      .map((item) => Number(item.at(-1)))
      .sort((a, b) => a - b);
    return gone.reduce((place, dropped) => (dropped <= place ? place + 1 : place), index);
  }
}

function byLastIndex(a: Path, b: Path): number {
  return b.length - a.length || Number(b.at(-1)) - Number(a.at(-1));
}

/** A field that was emptied first and dropped with its item later is one oddity, not two. */
function outermost(names: ReadonlySet<string>): string[] {
  return [...names].filter(
    (name) => ![...names].some((other) => other !== name && name.startsWith(`${other}.`)),
  );
}

/** False if there is no such place, or if it is null already. */
function setNull(root: unknown, path: Path): boolean {
  const parent = follow(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined || !isContainer(parent) || Reflect.get(parent, last) === null) return false;
  return Reflect.set(parent, last, null);
}

function dropItem(root: unknown, item: Path): boolean {
  const list = follow(root, item.slice(0, -1));
  if (!Array.isArray(list)) return false;
  list.splice(Number(item.at(-1)), 1);
  return true;
}

function follow(root: unknown, path: Path): unknown {
  let at = root;
  for (const part of path) {
    if (!isContainer(at)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
