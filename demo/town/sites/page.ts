import type { TownCompany } from "../companies/town-company.ts";

/** A page of a company's site: its address, title, and body as paragraphs of HTML. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** As the navigation calls it; absent from the navigation when null. */
  readonly link: string | null;
  readonly body: readonly string[];
}

/** Text escaped for HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** The page as a whole document, with the site's navigation and footer. `prefix` is where the site lives: "" or "/en". */
export function renderPage(company: TownCompany, page: Page, pages: readonly Page[], prefix: string): string {
  const links = pages
    .filter(({ link }) => link !== null)
    .map(({ path, link }) => `<a href="${prefix}${path}">${link}</a>`)
    .join(" ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(page.title)} | ${escapeHtml(company.name)}</title>
<meta name="description" content="${escapeHtml(company.description)}">
<style>body { font-family: sans-serif }</style>
<script>window.loaded = true;</script>
</head>
<body>
<header><nav>${links}</nav></header>
<main>
<h1>${escapeHtml(page.title)}</h1>
${page.body.join("\n")}
</main>
<footer><p>© ${escapeHtml(company.name)}, ${escapeHtml(company.city)}. <a href="${prefix}/privacy">Privacy</a></p></footer>
</body>
</html>
`;
}
