import { type CheerioOptions, load } from "cheerio";

type TreeAdapter = NonNullable<CheerioOptions["treeAdapter"]>;

/** Five times the elements a page may have: some are made that the page only implies. */
const MAX_CREATED = 50_000;
/** Attributes that the parser compares: those of each new `<b>` with those of each one left open. */
const MAX_COMPARED = 5_000_000;

/** Cheerio's own way of building its trees; it exports it nowhere, but keeps it with each page it has parsed. */
const { treeAdapter } = load("")._options;

/**
 * Builds the tree of one page, and throws RangeError when that costs too much. Elements such as `<b>` that are left open
 * begin anew in each paragraph, so a page of few tags can grow into more elements than the memory holds.
 */
export function createBoundedTree(): TreeAdapter {
  if (treeAdapter === undefined) throw new TypeError("Cheerio keeps its tree adapter no more");
  let created = 0;
  let compared = 0;
  return {
    ...treeAdapter,
    createElement(...element) {
      created += 1;
      if (created > MAX_CREATED) {
        throw new RangeError(`The page grows into more than ${MAX_CREATED} elements`);
      }
      return treeAdapter.createElement(...element);
    },
    getAttrList(element) {
      const attributes = treeAdapter.getAttrList(element);
      compared += 1 + attributes.length;
      if (compared > MAX_COMPARED) {
        throw new RangeError(`The page has more than ${MAX_COMPARED} attributes to compare`);
      }
      return attributes;
    },
  };
}
