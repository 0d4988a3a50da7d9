/** How much of a sentence is looked for: the rest may have been cut. */
const SOUGHT_CHARS = 60;

/**
 * The path of the page on which a sentence stands, in a text gathered by the crawler: pages one after another, each under a
 * heading like `# about: Who we are (/about)` (src/runner/crawler/pages/build-corpus.ts). Null when no page has it.
 */
export function pageOfText(corpus: string, sentence: string): string | null {
  const sought = simplified(sentence).slice(0, SOUGHT_CHARS);
  if (sought === "") return null;
  let path: string | null = null;
  let page: string[] = [];
  for (const line of [...corpus.split("\n"), null]) {
    const next = line === null ? null : pathOfHeading(line);
    if (line !== null && next === null) {
      page.push(line);
      continue;
    }
    if (path !== null && simplified(page.join(" ")).includes(sought)) return path;
    path = next;
    page = [];
  }
  return null;
}

function pathOfHeading(line: string): string | null {
  if (!line.startsWith("# ") || !line.endsWith(")")) return null;
  const opened = line.lastIndexOf(" (/");
  return opened === -1 ? null : line.slice(opened + 2, -1);
}

function simplified(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, " ").trim();
}
