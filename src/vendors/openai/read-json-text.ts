import { parseAnswer } from "../http/parse-answer.ts";

const FENCE = "```";

/** JSON in a model's text: as it is, in a Markdown fence, or with words around it. Undefined if there is none. */
export function readJsonText(text: string): unknown {
  const plain = parseAnswer(text);
  if (plain !== undefined) return plain;
  const fenced = readFence(text);
  const inFence = fenced === undefined ? undefined : parseAnswer(fenced);
  if (inFence !== undefined) return inFence;
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  return start >= 0 && end > start ? parseAnswer(text.slice(start, end + 1)) : undefined;
}

/** What stands between the first fence and the last, without the language's name. */
function readFence(text: string): string | undefined {
  const open = text.indexOf(FENCE);
  const close = text.lastIndexOf(FENCE);
  if (open < 0 || close <= open) return undefined;
  const inside = text.slice(open + FENCE.length, close);
  const lineEnd = inside.indexOf("\n");
  const language = lineEnd < 0 ? "" : inside.slice(0, lineEnd).trim();
  return /^\w*$/.test(language) && lineEnd >= 0 ? inside.slice(lineEnd + 1) : inside;
}
