/** A site's cookies during one crawl: some sites answer only those who bring back what they were given. */
export interface CookieJar {
  /** Keeps what an answer from `url` sets. */
  keep(url: URL, setCookie: string | readonly string[] | undefined): void;
  /** The `Cookie` header for a request; empty without cookies. */
  headerFor(url: URL): string;
}

const MAX_COOKIES = 50;
const MAX_COOKIE_CHARS = 4_096;

interface Cookie {
  readonly name: string;
  readonly value: string;
  /** The host it is sent to; with its subdomains where the server named a domain. */
  readonly host: string;
  readonly isForSubdomains: boolean;
  readonly isSecure: boolean;
}

/** As much of RFC 6265 as one short visit needs: no paths, and expiry only as deletion. */
export function createCookieJar(): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    keep(url, setCookie) {
      const headers = typeof setCookie === "string" ? [setCookie] : (setCookie ?? []);
      for (const header of headers) {
        const cookie = readCookie(url, header);
        if (cookie === null) continue;
        const key = `${cookie.host} ${cookie.name}`;
        if (isDeletion(header)) cookies.delete(key);
        else if (cookies.has(key) || cookies.size < MAX_COOKIES) cookies.set(key, cookie);
      }
    },
    headerFor(url) {
      return [...cookies.values()]
        .filter((cookie) => isMeantFor(cookie, url))
        .map(({ name, value }) => `${name}=${value}`)
        .join("; ");
    },
  };
}

function readCookie(url: URL, header: string): Cookie | null {
  if (header.length > MAX_COOKIE_CHARS) return null;
  const [pair = "", ...attributes] = header.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (equals < 1 || name === "" || /[^\x20-\x7e]/.test(name + value)) return null;
  const named = attributes.map((attribute) => attribute.split("=").map((part) => part.trim().toLowerCase()));
  const domain = named.find(([key]) => key === "domain")?.[1]?.replace(/^\./, "") ?? "";
  const isOwnDomain = domain !== "" && (url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  return {
    name,
    value,
    // A domain without a dot is a top-level one; another site's domain is none of its business.
    host: isOwnDomain && domain.includes(".") ? domain : url.hostname,
    isForSubdomains: isOwnDomain && domain.includes("."),
    isSecure: named.some(([key]) => key === "secure"),
  };
}

function isDeletion(header: string): boolean {
  return (
    /;\s{0,9}max-age\s{0,9}=\s{0,9}(?:0|-\d{1,9})\s{0,9}(?:;|$)/i.test(header) ||
    /;\s{0,9}expires=[^;]{0,20}19[67]\d/i.test(header)
  );
}

function isMeantFor({ host, isForSubdomains, isSecure }: Cookie, url: URL): boolean {
  if (isSecure && url.protocol !== "https:") return false;
  return url.hostname === host || (isForSubdomains && url.hostname.endsWith(`.${host}`));
}
