import { getDomain } from "tldts";

/**
 * The name of the site a host belongs to: hosts with the same one belong to one company. Hosting suffixes count as
 * public ones (`acme.github.io` is not `other.github.io`); a host without a registrable domain stands for itself.
 */
export function siteName(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host.toLowerCase();
}

/** The domain whose servers a request burdens, which is what request rates are kept for; all of a hosting platform is one. */
export function rateDomain(host: string): string {
  return getDomain(host) ?? host.toLowerCase();
}

/** A page's address as it may be stored: without query, fragment and credentials. */
export function plainUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
