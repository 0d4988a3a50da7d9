import type { CheerioAPI } from "cheerio";

/** A node of a parsed page. */
export type PageNode = ReturnType<CheerioAPI["root"]>[number]["children"][number];

const BLOCKS: ReadonlySet<string> = new Set(
  (
    "address article aside blockquote br button dd details dialog div dl dt fieldset figcaption footer form h1 h2 h3 h4 " +
    "h5 h6 header hr legend li main nav ol option p pre section summary table td th tr ul"
  ).split(" "),
);

/**
 * The text under a node as a reader sees it: one line a block, white space made single, without what `skipped` holds.
 * A stack instead of recursion, because a page may nest as deep as it likes. After `limit` characters and nodes the rest
 * is not read.
 */
export function readText(
  root: PageNode,
  skipped: ReadonlySet<PageNode>,
  limit = Number.POSITIVE_INFINITY,
): string {
  const parts: string[] = [];
  const stack: (PageNode | string)[] = [root];
  let left = limit;
  for (let item = stack.pop(); item !== undefined && left > 0; item = stack.pop()) {
    left -= 1;
    if (typeof item === "string") parts.push(item);
    else if (item.type === "text") {
      const text = item.data.slice(0, left);
      left -= text.length;
      parts.push(text.replace(/\s+/g, " "));
    } else if ("children" in item && !skipped.has(item)) {
      const edge = "name" in item && BLOCKS.has(item.name) ? ["\n"] : [];
      stack.push(...edge);
      for (let index = item.children.length - 1; index >= 0; index -= 1) {
        const child = item.children[index];
        if (child !== undefined) stack.push(child);
      }
      stack.push(...edge);
    }
  }
  return toLines(parts.join(""));
}

/** White space made single, empty lines left out. */
export function toLines(text: string): string {
  return text
    .split("\n")
    .map(toLine)
    .filter((line) => line !== "")
    .join("\n");
}

/** White space, line ends included, made single; so is NUL, for which Postgres has no room. */
export function toLine(text: string): string {
  return text.replace(/[\s\0]+/g, " ").trim();
}
