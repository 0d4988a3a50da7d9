import { wholeNumber } from "../companies/seeded.ts";
import { servePages } from "./serve-pages.ts";
import { redirect, type SiteRequest } from "./site-request.ts";

/** Redirects at least once before the first page: to `www.`, to `/en/`, or through a chain of three. */
export function redirecting(site: SiteRequest): void {
  const { company, host, path } = site;
  const way = wholeNumber(0, 2, company.slug, "redirects");
  if (way === 0) {
    const www = `www.${company.domain}`;
    if (host === www) servePages(site);
    else redirect(site, `http://${www}${path}`);
  } else if (way === 1) {
    if (path === "/") redirect(site, "/en/", 302);
    else servePages(site, "/en");
  } else {
    const next = CHAIN.get(path);
    if (next === undefined) servePages(site, "/en");
    else redirect(site, next, 308);
  }
}

const CHAIN: ReadonlyMap<string, string> = new Map([
  ["/", "/start"],
  ["/start", "/home.html"],
  ["/home.html", "/en/"],
]);
