import { Marked } from "marked";
import { escapeHtml } from "../../escape-html.ts";

/** Links lead to pages or to a place on this one; anything a browser might run is shown as text. */
function isHarmless(href: string): boolean {
  return /^(https?:\/\/|#|\/(?!\/)|[\w-]+$)/i.test(href);
}

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      return isHarmless(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner;
    },
    image: ({ text }) => escapeHtml(text),
  },
});

/** A runbook's text as HTML that runs nothing. */
export function renderRunbookBody(markdown: string): string {
  return marked.parse(markdown, { async: false });
}
