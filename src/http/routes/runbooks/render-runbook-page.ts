import { createHash } from "node:crypto";
import { renderRunbookBody } from "../../../alerts/runbooks/render-runbook-body.ts";
import { escapeHtml } from "../../../escape-html.ts";
import type { RunbookPage } from "../../ports/runbook-port.ts";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 17px/1.6 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1.25rem; overflow-wrap: break-word; }
h1 { line-height: 1.2; margin: 0.2rem 0 0.6rem; } h2 { margin-top: 2rem; }
code { font: 0.9em ui-monospace, monospace; background: #8881; padding: 0.1em 0.3em; border-radius: 4px; }
pre { background: #8881; padding: 0.9rem; border-radius: 8px; overflow-x: auto; } pre code { background: none; padding: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { border: 1px solid #8885; padding: 0.35rem 0.6rem; }
.facts { color: #777; margin: 0; } li { margin: 0.25rem 0; } a { color: #1264a3; } @media (prefers-color-scheme: dark) { a { color: #6bb3e8; } }
`;

/** The policy under which the page shows its own style, and runs nothing. */
export const RUNBOOK_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** A runbook as a page that reads well on a phone at night. */
export function renderRunbookPage({ id, title, severity, owner, markdown }: RunbookPage): string {
  const facts = [id, severity, owner].filter((fact) => fact !== null).map(escapeHtml);
  const body = renderRunbookBody(markdown);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${id}: ${title}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="facts">${facts.join(" · ")}</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
