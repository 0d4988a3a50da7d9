import { parse } from "tldts";

/** A company's website as it is stored. */
export interface Website {
  readonly url: string;
  /** Registrable domain; on a hosting platform the company's own name there (`acme.github.io`). */
  readonly domain: string;
}

const MAX_LENGTH = 2000;

/** Reads a website as people write it, with or without `https://`. The text of a failure says what is wrong and what to do. */
export function readWebsite(text: string): Website | { readonly problem: string } {
  if (text.length > MAX_LENGTH) return { problem: `is longer than ${MAX_LENGTH} characters` };
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return { problem: `begins with ${scheme}:, but must be an http or https address` };
  }
  const url = URL.parse(scheme === undefined ? `https://${text}` : text);
  if (url === null || /\s/.test(text)) {
    return { problem: "is not a web address; write it like example.com or leave it empty" };
  }
  if (url.username !== "" || url.password !== "") {
    return { problem: "holds a user name or password; leave them out" };
  }
  const { domain, isIp } = parse(url.hostname, { allowPrivateDomains: true });
  if (domain === null || isIp) {
    return { problem: "has no domain name such as example.com; correct it or leave it empty" };
  }
  url.hash = "";
  return { url: url.pathname === "/" && url.search === "" ? url.origin : url.href, domain };
}
