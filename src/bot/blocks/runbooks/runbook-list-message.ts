import type { RunbookName } from "../../ports/runbooks.ts";
import type { Message } from "../kit/message.ts";
import { context, escapeText, header, section } from "../kit/text.ts";

/** Runbooks per section, and how many sections. */
const IN_SECTION = 10;
/** Slack takes 12,000 characters per message. */
const MAX_LENGTH = 11_000;

/** All runbooks, each with its page. */
export function runbookListMessage(runbooks: readonly RunbookName[], publicUrl: string): Message {
  const lines: string[] = [];
  let length = 0;
  for (const { id, title } of runbooks) {
    const url = `${publicUrl}/runbooks/${encodeURIComponent(id.slice(0, 40).toWellFormed())}`;
    const line = `<${url}|${escapeText(id.replaceAll("|", " "), 40)}> ${escapeText(title, 80)}`;
    length += line.length + 1;
    if (length > MAX_LENGTH) break;
    lines.push(line);
  }
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
