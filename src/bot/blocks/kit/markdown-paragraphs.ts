import { Marked } from "marked";
import { escapeCode, escapeMarkup, escapeText, headOf } from "./text.ts";

/** Longest text of a section block, with room for fences. */
const MAX_TEXT = 2800;
/** Ends each block in the rendered text; cannot come from a document, where U+0000 is replaced. */
const END = "\0";
const FENCE = "```";
const INDENT = "\n    ";

const WHOLE = Number.POSITIVE_INFINITY;
const all = (text: string): string => escapeText(text, WHOLE);

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    heading({ tokens }) {
      return `*${this.parser.parseInline(tokens).replaceAll("*", "")}*${END}`;
    },
    paragraph({ tokens }) {
      return `${this.parser.parseInline(tokens)}${END}`;
    },
    list({ items, ordered, start }) {
      const first = typeof start === "number" ? start : 1;
      return `${items
        .map((item, index) => {
          const parts = this.parser.parse(item.tokens).split(END).filter(Boolean);
          // Code keeps its own indentation: a fence stands at the beginning of the line.
          const text = parts.map((part) => (part.startsWith(FENCE) ? part : part.replaceAll("\n", INDENT)));
          const lines = text.map((part, at) => (at === 0 || part.startsWith(FENCE) ? part : `    ${part}`));
          return `${ordered ? `${first + index}.` : "•"} ${lines.join("\n")}`;
        })
        .join("\n")}${END}`;
    },
    code: ({ text }) => `${FENCE}${escapeMarkup(text.replaceAll(FENCE, "ʼʼʼ"), WHOLE)}${FENCE}${END}`,
    blockquote({ tokens }) {
      return `>${this.parser.parse(tokens).split(END).filter(Boolean).join("\n").replaceAll("\n", "\n>")}${END}`;
    },
    /** One line per row: columns would wrap into one another on a phone. */
    table({ rows }) {
      const lines = rows.map((row) => {
        const [first = "", ...rest] = row.map(({ tokens }) => this.parser.parseInline(tokens));
        const name = /[*`]/.test(first) ? first : `*${first}*`;
        return `• ${[name, rest.join("; ")].filter(Boolean).join(": ")}`;
      });
      return `${lines.join("\n")}${END}`;
    },
    html: ({ text }) => all(text),
    hr: () => `———${END}`,
    space: () => "",
    strong({ tokens }) {
      return `*${this.parser.parseInline(tokens)}*`;
    },
    em({ tokens }) {
      return `_${this.parser.parseInline(tokens)}_`;
    },
    del({ tokens }) {
      return `~${this.parser.parseInline(tokens)}~`;
    },
    codespan: ({ text }) => `\`${escapeCode(text, WHOLE)}\``,
    br: () => "\n",
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return /^https?:\/\/[^\s|<>]+$/.test(href) ? `<${href}|${text.replaceAll("|", "¦")}>` : text;
    },
    image: ({ text }) => all(text),
    text(token) {
      return "tokens" in token && token.tokens !== undefined
        ? `${this.parser.parseInline(token.tokens)}${END}`
        : // A line end in the source is where the writer's editor wrapped it.
          all(token.text.replaceAll("\n", " "));
    },
  },
});

/** Markdown as paragraphs in Slack's markup, each short enough for a section. */
export function markdownParagraphs(markdown: string): string[] {
  return marked
    .parse(markdown, { async: false })
    .split(END)
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .flatMap((block) => {
      const code = /^```([\s\S]*)```$/.exec(block)?.[1];
      return code === undefined ? split(block) : split(code).map((part) => `\`\`\`\n${part.trim()}\n\`\`\``);
    });
}

/** A text in parts no longer than a section allows, cut at the end of a line where there is one. */
function split(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > MAX_TEXT) {
    const line = rest.lastIndexOf("\n", MAX_TEXT);
    const space = rest.lastIndexOf(" ", MAX_TEXT);
    const at = line > MAX_TEXT / 2 ? line : space > MAX_TEXT / 2 ? space : safeCut(rest);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).replace(/^\n/, "");
  }
  return [...parts, rest];
}

/** Not inside an entity, nor inside what people see as one character. */
function safeCut(text: string): number {
  const head = headOf(text, MAX_TEXT);
  const open = head.lastIndexOf("&");
  if (open > MAX_TEXT - 6 && !head.includes(";", open)) return open;
  return head.length === 0 ? MAX_TEXT : head.length;
}
