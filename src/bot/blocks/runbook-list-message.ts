import type { Message } from "./message.ts";
import { context, escapeText, header, section } from "./text.ts";

/** A runbook in one line. */
export interface RunbookName {
  readonly id: string;
  readonly title: string;
}

/** Runbooks in one section, and sections of them. */
const IN_SECTION = 10;
const MAX_SHOWN = 60;

/** The runbooks there are, each with its page. */
export function runbookListMessage(runbooks: readonly RunbookName[], publicUrl: string): Message {
  const lines = runbooks.slice(0, MAX_SHOWN).map(({ id, title }) => {
    const url = `${publicUrl}/runbooks/${encodeURIComponent(id.slice(0, 40).toWellFormed())}`;
    return `<${url}|${escapeText(id.replaceAll("|", " "), 40)}> ${escapeText(title, 80)}`;
  });
  const sections = Array.from({ length: Math.ceil(lines.length / IN_SECTION) }, (_, index) =>
    section(lines.slice(index * IN_SECTION, (index + 1) * IN_SECTION).join("\n")),
  );
  const more = runbooks.length - lines.length;
  return {
    text: `${runbooks.length} runbooks`,
    blocks: [
      header("Runbooks"),
      ...sections,
      ...(more > 0 ? [context(`and ${more} more`)] : []),
      context("`/runbook CR-02` opens one here."),
    ],
  };
}
