import { stringStream } from "cheerio";
import { boundMarkup } from "./bound-markup.ts";
import { createBoundedTree } from "./create-bounded-tree.ts";
import type { PageNode } from "./read-text.ts";

/** Lets other work of the process go on. */
export type Breathe = () => Promise<void>;

/** How much is parsed at a time: a few milliseconds' worth, whatever it is. */
const SLICE_CHARS = 16 * 1024;

/** The top nodes of a page's tree, parsed in slices. Throws RangeError for a page that grows beyond all bounds. */
export async function parsePage(html: string, breathe: Breathe): Promise<readonly PageNode[]> {
  const markup = boundMarkup(Buffer.from(html)).toString();
  let nodes: readonly PageNode[] = [];
  const stream = stringStream({ treeAdapter: createBoundedTree(), scriptingEnabled: true }, (_error, $) => {
    nodes = $.root().get(0)?.children ?? [];
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  stream.on("error", reject).on("finish", resolve);
  for (let start = 0; start < markup.length; start += SLICE_CHARS) {
    stream.write(markup.slice(start, start + SLICE_CHARS));
    await breathe();
  }
  stream.end("");
  await ended;
  return nodes;
}
