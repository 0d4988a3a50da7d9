/** A longer address is not a home page. */
const MAX_URL_LENGTH = 2000;

/**
 * Reads the website column of a company: the addresses to try, best first. Without a scheme that is https, then http.
 * Query, fragment and credentials are dropped. Empty: it names no website.
 */
export function readStartUrls(text: string): URL[] {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > MAX_URL_LENGTH || /\s/.test(trimmed)) return [];
  // `host:8080` looks like a scheme to the URL parser; a scheme of the web has two slashes.
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") return [];
  const addresses =
    scheme === undefined
      ? [`https://${trimmed.replace(/^\/\//, "")}`, `http://${trimmed.replace(/^\/\//, "")}`]
      : [trimmed];
  return addresses.flatMap((address) => {
    const url = URL.parse(address);
    if (url === null || !isWebHost(url.hostname)) return [];
    url.search = "";
    url.hash = "";
    url.username = "";
    url.password = "";
    return [url];
  });
}

/** A domain name, an IP address or `localhost`; "n/a" and "none" are not sites. */
function isWebHost(hostname: string): boolean {
  return hostname === "localhost" || hostname.startsWith("[") || hostname.replace(/\.$/, "").includes(".");
}
