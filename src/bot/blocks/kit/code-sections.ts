import type { SectionBlock } from "@slack/types";
import { escapeCode, section } from "./text.ts";

/** Longest text of a section, with room for the fence. */
const MAX_TEXT = 2900;

/** Lines as code blocks, in at most `maxSections` sections; if some are left out, the last line says how many. */
export function codeSections(lines: readonly string[], maxSections: number): SectionBlock[] {
  const chunks: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  let shown = 0;
  for (const line of lines.map((text) => escapeCode(text, 400))) {
    if (size + line.length + 1 > MAX_TEXT) {
      if (chunks.length === maxSections) break;
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(line);
    size += line.length + 1;
    shown += 1;
  }
  if (shown < lines.length) chunks.at(-1)?.push(`… and ${lines.length - shown} more`);
  return chunks.map((chunk) => section(`\`\`\`\n${chunk.join("\n")}\n\`\`\``));
}
