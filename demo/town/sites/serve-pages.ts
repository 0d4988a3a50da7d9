import { companyPages } from "./company-pages.ts";
import { renderPage } from "./page.ts";
import { answer, type SiteRequest } from "./site-request.ts";

const HTML = { "content-type": "text/html; charset=utf-8" };
const TEXT = { "content-type": "text/plain; charset=utf-8" };

/** A well-run site: pages, robots.txt, a sitemap for strong leads, 404 for everything else. */
export function servePages(site: SiteRequest, prefix = ""): void {
  const { company, path } = site;
  const pages = companyPages(company);
  const hasSitemap = company.strength === "strong";
  const page = pages.find((candidate) => sameAddress(`${prefix}${candidate.path}`, path));
  if (path === "/robots.txt") {
    const sitemap = hasSitemap ? `Sitemap: ${company.website}/sitemap.xml\n` : "";
    answer(site, 200, TEXT, `User-agent: *\nDisallow: /admin/\n${sitemap}`);
  } else if (path === "/sitemap.xml" && hasSitemap) {
    const entries = pages.map((one) => `<url><loc>${company.website}${prefix}${one.path}</loc></url>`);
    const urlset = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join("")}</urlset>`;
    answer(
      site,
      200,
      { "content-type": "application/xml" },
      `<?xml version="1.0" encoding="UTF-8"?>\n${urlset}\n`,
    );
  } else if (page === undefined) {
    notFound(site);
  } else {
    answer(site, 200, HTML, renderPage(company, page, pages, prefix));
  }
}

export function notFound(site: SiteRequest): void {
  answer(site, 404, HTML, "<!doctype html><title>404</title><h1>Not found</h1>");
}

const sameAddress = (left: string, right: string) => left.replace(/\/$/, "") === right.replace(/\/$/, "");
