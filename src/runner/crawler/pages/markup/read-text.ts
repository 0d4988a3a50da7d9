import type { CheerioAPI } from "cheerio";

/** A node of a parsed page. */
export type PageNode = ReturnType<CheerioAPI["root"]>[number]["children"][number];

const BLOCKS: ReadonlySet<string> = new Set(
  (
    "address article aside blockquote br button dd details dialog div dl dt fieldset figcaption footer form h1 h2 h3 h4 " +
    "h5 h6 header hr legend li main nav ol option p pre section summary table td th tr ul"
  ).split(" "),
);

/** How the text under a node is read. */
export interface ReadingRules {
  /** Nodes left out, with everything in them. */
  readonly skipped: ReadonlySet<PageNode>;
  /** After this many characters and nodes the rest is not read. */
  readonly limit?: number;
  /** Put between the texts of neighbours on one line, which a reader sees side by side. */
  readonly seam?: string;
}

/**
 * The text under a node as a reader sees it: one line per block, white space collapsed. A stack instead of recursion,
 * because a page may be nested as deep as it likes.
 */
export function readText(root: PageNode, rules: ReadingRules): string {
  const { skipped, limit = Number.POSITIVE_INFINITY, seam = "" } = rules;
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
      const edge = "name" in item && BLOCKS.has(item.name) ? "\n" : seam;
      stack.push(edge);
      for (let index = item.children.length - 1; index >= 0; index -= 1) {
        const child = item.children[index];
        if (child !== undefined) stack.push(child);
      }
      stack.push(edge);
    }
  }
  return toLines(parts.join(""));
}

/** White space collapsed within lines, empty lines left out. */
export function toLines(text: string): string {
  return text
    .split("\n")
    .map(toLine)
    .filter((line) => line !== "")
    .join("\n");
}

/** White space, line ends included, collapsed; so is NUL, which Postgres cannot store. */
export function toLine(text: string): string {
  return text.replace(/[\s\0]+/g, " ").trim();
}
