import type { KnownBlock, ModalView } from "@slack/types";
import type { RunbookText } from "../../ports/runbooks.ts";
import { markdownParagraphs } from "../kit/markdown-paragraphs.ts";
import { context, header, plain, section } from "../kit/text.ts";

/** The most sections a modal shows; Slack allows 100 blocks, and nobody reads that many at night. */
const MAX_SECTIONS = 60;

/** A runbook as a modal; a long one ends with a link to the rest. */
export function runbookView(runbook: RunbookText, publicUrl: string): ModalView {
  // Runbooks name one another by their ids.
  const linked = runbook.markdown.replaceAll(/\]\(([A-Za-z0-9-]+)\)/g, `](${publicUrl}/runbooks/$1)`);
  const paragraphs = markdownParagraphs(linked);
  const url = `${publicUrl}/runbooks/${encodeURIComponent(runbook.id)}`;
  const blocks: KnownBlock[] = [
    header(runbook.title),
    ...paragraphs.slice(0, MAX_SECTIONS).map(section),
    context(
      paragraphs.length > MAX_SECTIONS ? `It goes on: <${url}|read all of it>` : `<${url}|Open as a page>`,
    ),
  ];
  return {
    type: "modal",
    title: plain(`Runbook ${runbook.id}`, 24),
    close: plain("Close", 24),
    blocks,
  };
}
