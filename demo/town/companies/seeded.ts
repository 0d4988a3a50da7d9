import { createHash } from "node:crypto";

/** A reproducible number in [0, 1) for the given parts. */
export function position(...parts: readonly (string | number)[]): number {
  const digest = createHash("sha256").update(parts.join("\0")).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** A reproducible whole number from `least` to `most`, both included. */
export function wholeNumber(least: number, most: number, ...parts: readonly (string | number)[]): number {
  return least + Math.floor(position(...parts) * (most - least + 1));
}

/** The list in a reproducible order. */
export function shuffled<Item>(list: readonly Item[], ...parts: readonly (string | number)[]): Item[] {
  return list
    .map((item, index) => ({ item, at: position(...parts, index) }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

/** A reproducible choice of `count` different items (all of them if there are fewer). */
export function choose<Item>(
  list: readonly Item[],
  count: number,
  ...parts: readonly (string | number)[]
): Item[] {
  return shuffled(list, ...parts).slice(0, count);
}

/** The item at `index`, wrapping around at the end. */
export function nth<Item>(list: readonly Item[], index: number): Item {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError("nth: the list is empty");
  return item;
}

/** One reproducible choice. */
export function pick<Item>(list: readonly Item[], ...parts: readonly (string | number)[]): Item {
  return nth(list, Math.floor(position(...parts) * list.length));
}
