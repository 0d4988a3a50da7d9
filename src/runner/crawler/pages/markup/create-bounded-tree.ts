import { adapter } from "parse5-htmlparser2-tree-adapter";

/** Five times the elements a page may have: some are made that the page only implies. */
const MAX_CREATED = 50_000;
/** Attributes that the parser compares: those of each new `<b>` with those of each one left open. */
const MAX_COMPARED = 5_000_000;

/**
 * Builds the tree of one page as cheerio does, and throws RangeError when that costs too much. Elements such as `<b>` that are left open
 * begin anew in each paragraph, so a page of few tags can grow into more elements than the memory holds.
 */
export function createBoundedTree(): typeof adapter {
  let created = 0;
  let compared = 0;
  return {
    ...adapter,
    createElement(...element) {
      created += 1;
      if (created > MAX_CREATED) {
        throw new RangeError(`The page grows into more than ${MAX_CREATED} elements`);
      }
      return adapter.createElement(...element);
    },
    getAttrList(element) {
      const attributes = adapter.getAttrList(element);
      compared += 1 + attributes.length;
      if (compared > MAX_COMPARED) {
        throw new RangeError(`The page has more than ${MAX_COMPARED} attributes to compare`);
      }
      return attributes;
    },
  };
}
