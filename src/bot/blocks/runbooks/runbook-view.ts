import type { KnownBlock, ModalView } from "@slack/types";
import { findCode } from "../../../alerts/runbooks/read-codes.ts";
import type { RunbookText } from "../../ports/runbooks.ts";
import { markdownParagraphs } from "../kit/markdown-paragraphs.ts";
import { context, escapeCode, escapeProse, header, plain, quoteEmphasis, section } from "../kit/text.ts";

/** The most sections a modal shows; Slack allows 100 blocks, more than anybody reads at night. */
const MAX_SECTIONS = 60;

/**
 * A runbook as a modal: first what the alert's error means and what to do about it (`errorCode`), then the text, whose
 * queries are left to the page.
 */
export function runbookView(
  runbook: RunbookText,
  publicUrl: string,
  errorCode: string | null = null,
): ModalView {
  // Runbooks name one another by their ids.
  const linked = withoutQueries(runbook.markdown).replaceAll(
    /\]\(([A-Za-z0-9-]+)\)/g,
    `](${publicUrl}/runbooks/$1)`,
  );
  const paragraphs = markdownParagraphs(linked);
  const url = `${publicUrl}/runbooks/${encodeURIComponent(runbook.id)}`;
  const blocks: KnownBlock[] = [
    header(runbook.title),
    ...codeBlocks(runbook, errorCode),
    ...paragraphs.slice(0, MAX_SECTIONS).map(section),
    context(
      paragraphs.length > MAX_SECTIONS
        ? `It goes on: <${url}|read all of it>, with the queries`
        : `<${url}|Open as a page>, with the queries`,
    ),
  ];
  return {
    type: "modal",
    title: plain(`Runbook ${runbook.id}`, 24),
    close: plain("Close", 24),
    blocks,
  };
}

/** The line for the error that fired, and the step that it leads to. */
function codeBlocks({ codes, markdown }: RunbookText, errorCode: string | null): KnownBlock[] {
  const line = errorCode === null ? null : findCode(codes, errorCode);
  if (line === null || errorCode === null) return [];
  const step = line.goTo === null ? null : findStep(markdown, line.goTo);
  const next = step === null ? (line.goTo ?? "") : step;
  return [
    section(
      `*\`${escapeCode(errorCode, 80)}\`*: ${escapeProse(line.means, 500)}${next === "" ? "" : `\n*Do:* ${escapeProse(quoteEmphasis(next), 1500)}`}`,
    ),
    { type: "divider" },
  ];
}

/** The numbered step that a table refers to, as in `Mitigation 3`; null when there is none. */
function findStep(markdown: string, goTo: string): string | null {
  const [, heading, number] = /^(\w+) (\d+)$/.exec(goTo) ?? [];
  if (heading === undefined || number === undefined) return null;
  const part = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  const step = part?.split(/^(?=\d+\. )/m).find((text) => text.startsWith(`${number}. `));
  if (step === undefined) return null;
  return withoutQueries(step)
    .replace(/^\d+\. /, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Without the queries, which the page has: nobody runs SQL from a phone. */
function withoutQueries(markdown: string): string {
  const kept: string[] = [];
  let isQuery = false;
  for (const line of markdown.split("\n")) {
    const text = line.trim();
    if (text === "```sql") isQuery = true;
    else if (!isQuery) kept.push(line);
    else if (text === "```") isQuery = false;
  }
  return kept.join("\n");
}
