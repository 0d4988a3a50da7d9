import { parse } from "tldts";
import { isSharedHost } from "./shared-hosts.ts";

/** A company's website as it is stored. */
export interface Website {
  /** With a scheme only if it was written with one. */
  readonly url: string;
  /** Registrable domain; on a hosting platform the company's own name there (`acme.github.io`). */
  readonly domain: string;
  /** Whether other companies have pages under the same domain, which then identifies none of them. */
  readonly isShared: boolean;
}

const MAX_LENGTH = 2000;

/** Reads a website as people write it, with or without `https://`. The text of a failure says what is wrong and what to do. */
export function readWebsite(text: string): Website | { readonly problem: string } {
  if (text.length > MAX_LENGTH) return { problem: `is longer than ${MAX_LENGTH} characters` };
  if (/^(mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+$/i.test(text)) {
    return { problem: "is an e-mail address, not a web address" };
  }
  const once = tidy(text);
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(once)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return { problem: `begins with ${scheme}:, but must be an http or https address` };
  }
  const url = URL.parse(scheme === undefined ? `https://${once}` : once);
  // A space in the path is one that a browser would have encoded; in the host it is no address.
  if (url === null || /\s/.test(once.replace(/^https?:\/\//i, "").split(/[/?#]/)[0] ?? "")) {
    return { problem: "is not a web address; write it like example.com or leave it empty" };
  }
  if (url.username !== "" || url.password !== "") {
    return { problem: "holds a user name or password; leave them out" };
  }
  const own = parse(url.hostname, { allowPrivateDomains: true });
  if (own.isIp) return { problem: "has no domain name such as example.com; correct it or leave it empty" };
  // The bare host of a platform, which the public suffix list has as a suffix of its customers' domains.
  const domain = own.domain ?? (own.isPrivate === true ? parse(url.hostname).domain : null);
  if (domain === null) {
    return { problem: "has no domain name such as example.com; correct it or leave it empty" };
  }
  if (domain === "linkedin.com" && /^\/(in|pub)\//.test(url.pathname)) {
    return { problem: "is somebody's profile, not a company's web site" };
  }
  url.hash = "";
  url.hostname = url.hostname.replace(/\.$/, "");
  const address = url.pathname === "/" && url.search === "" ? url.origin : url.href;
  return {
    // Without a scheme nobody said https: the crawler tries that first, and http after it.
    url: scheme === undefined ? address.replace(/^https:\/\//, "") : address,
    domain,
    isShared: own.domain === null || isSharedHost(domain),
  };
}

/** Without what people write around an address, and with its scheme spelled right. */
function tidy(text: string): string {
  return text
    .replace(/^(?:web ?site|web|url|homepage)\s{0,9}:\s{0,9}(?=\S)/i, "")
    .replace(/^\[[^\]]*\]\(([^()]*)\)$/, "$1")
    .replace(/\s\([^()]*\)$/, "")
    .replace(/^[<"'([]{1,9}|[>"')\],;]{1,9}$/g, "")
    .replace(/^(?:h?t{1,3}ps?(?::[/\\]*|[/\\]{2}))+(?=h?t{1,3}ps?(?:$|[:/\\]))/i, "")
    .replace(/^h?t{1,3}p(s?)(?::[/\\]+|;[/\\]+|[/\\]{2})(?=[^/\\])/i, "http$1://");
}

/** The web addresses of a cell that holds several, one of them after the other; one where it holds one. */
export function splitWebsites(text: string): string[] {
  const parts = text.split(/[\s;|]+(?:(?:\/|&|and|or)[\s;|]+)?|,\s*/i).filter((part) => part !== "");
  const isSite = (part: string) =>
    /^(https?:\/\/)?[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([/:?#].*)?$/iu.test(part);
  const isMail = (part: string) => /^[^\s@]+@[^\s@]+$/.test(part);
  if (parts.length < 2 || !parts.every((part) => isSite(part) || isMail(part))) return [text];
  return parts.toSorted((one, other) => Number(isMail(one)) - Number(isMail(other)));
}
