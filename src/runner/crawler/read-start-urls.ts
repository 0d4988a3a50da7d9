import { getDomain } from "tldts";

/** A longer address is not a home page. */
const MAX_URL_LENGTH = 2000;

/**
 * Reads the website of a company as people write it: the addresses to try, best first. Without a scheme that is https, then
 * http; a bare domain is tried with `www.` after that. Query, fragment and credentials are dropped. Empty: no website.
 */
export function readStartUrls(text: string): URL[] {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > MAX_URL_LENGTH || /\s/.test(trimmed)) return [];
  // `host:8080` looks like a scheme to the URL parser; a scheme of the web has two slashes.
  const scheme = /^([a-z][a-z0-9+.-]{0,30}):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") return [];
  const rest = trimmed.replace(/^\/\//, "");
  const addresses = scheme === undefined ? [`https://${rest}`, `http://${rest}`] : [trimmed];
  const urls = addresses.flatMap(readAddress);
  return [...urls, ...urls.flatMap(withWww)];
}

/** True for the same page at `www.` of a bare domain. */
export function isWwwOf(url: URL, other: URL | undefined): boolean {
  return url.hostname === `www.${other?.hostname ?? ""}`;
}

function readAddress(address: string): URL[] {
  const url = URL.parse(address);
  if (url === null || !isWebHost(url.hostname)) return [];
  url.search = "";
  url.hash = "";
  url.username = "";
  url.password = "";
  return [url];
}

/** The same page at `www.`, if the host is a registrable domain. */
function withWww(url: URL): URL[] {
  if (getDomain(url.hostname, { allowPrivateDomains: true }) !== url.hostname) return [];
  const www = new URL(url);
  www.hostname = `www.${url.hostname}`;
  return [www];
}

/** A domain name, an IP address or `localhost`; "n/a" and "none" are not sites. */
function isWebHost(hostname: string): boolean {
  return hostname === "localhost" || hostname.startsWith("[") || hostname.replace(/\.$/, "").includes(".");
}
