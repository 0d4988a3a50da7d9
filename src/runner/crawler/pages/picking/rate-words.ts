import { isFiller, KINDS_OF_WORDS } from "./kinds-of-words.ts";
import type { PickedKind } from "./page-kind.ts";

/** No phrase has more words. */
const MAX_PHRASE = 5;
/** Kinds that may be named at the start or the end of something longer: `about-acme`, `jobs-in-berlin`. */
const OPEN_KINDS: ReadonlySet<PickedKind> = new Set(["about", "contact", "careers", "products", "other"]);

/** How surely words joined by `-` name a kind: all of them, all but fillers, or some of a few. */
export type Sureness = "exact" | "filled" | "part";

/**
 * The kinds that words name. `own` are the words of the company's name, which add nothing. Words of another subject tell
 * no team page (`water-management`, `emergency-board-up`), for those words have many meanings.
 */
export function rateWords(
  words: string,
  maxWords: number,
  own: ReadonlySet<string>,
): ReadonlyMap<PickedKind, Sureness> {
  const rated = new Map<PickedKind, Sureness>();
  for (const kind of KINDS_OF_WORDS.get(words) ?? []) rated.set(kind, "exact");
  const list = words.split("-");
  if (list.length > maxWords || list.length < 2) return rated;
  for (let start = 0; start < list.length; start += 1) {
    for (let end = start + 1; end <= Math.min(list.length, start + MAX_PHRASE); end += 1) {
      const rest = [...list.slice(0, start), ...list.slice(end)];
      if (rest.length === 0) continue;
      const isFilled = rest.every((word) => isFiller(word) || own.has(word));
      const isAtEdge = start === 0 || end === list.length;
      for (const kind of KINDS_OF_WORDS.get(list.slice(start, end).join("-")) ?? []) {
        if (isFilled && rated.get(kind) !== "exact") rated.set(kind, "filled");
        else if (isAtEdge && OPEN_KINDS.has(kind) && !rated.has(kind)) rated.set(kind, "part");
      }
    }
  }
  return rated;
}
