import { isCompanyDomain } from "company-email-validator";
import type { Breathe } from "./markup/parse-page.ts";
import { siteName } from "./picking/site-name.ts";

const MAX_EMAILS = 50;
/** A text with more `@` than this is no list of addresses. */
const MAX_SIGNS = 20_000;
const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;

/**
 * The addresses in the texts (and `mailto:` targets) of a company's pages, lower-cased, sorted, each once, at most 50:
 * those at one of the company's own sites or at a webmail provider, since others belong to other companies.
 * "name [at] example [dot] com" in any brackets is read too.
 */
export async function extractEmails(
  texts: readonly string[],
  sites: readonly string[],
  breathe: Breathe,
): Promise<string[]> {
  const found = new Set<string>();
  for (const text of texts) {
    await breathe();
    for (const email of findAddresses(unmask(text))) {
      const domain = email.slice(email.indexOf("@") + 1);
      if (sites.includes(siteName(domain)) || !isCompanyDomain(domain)) found.add(email);
    }
  }
  return [...found].sort().slice(0, MAX_EMAILS);
}

/** Looks around each `@` instead of matching from every character, which takes seconds for hostile text. */
function* findAddresses(text: string): Generator<string> {
  let signs = 0;
  for (let at = text.indexOf("@"); at >= 0 && signs < MAX_SIGNS; at = text.indexOf("@", at + 1)) {
    signs += 1;
    let start = at;
    while (start > 0 && at - start <= MAX_LOCAL && isLocal(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end - at <= MAX_DOMAIN + 1 && isDomain(text.charCodeAt(end))) end += 1;
    const local = text
      .slice(start, at)
      .replace(/^[.%+-]{1,64}/, "")
      .toLowerCase();
    const domain = readDomain(text.slice(at + 1, end).toLowerCase());
    if (domain !== null && isLocalPart(local)) yield `${local}@${domain}`;
  }
}

function isLocalPart(local: string): boolean {
  return local !== "" && local.length <= MAX_LOCAL && !local.includes("..") && !/[.-]$/.test(local);
}

/** The name without what follows it in the sentence; null for anything that is no name. */
function readDomain(text: string): string | null {
  const labels = text.slice(0, MAX_DOMAIN).split(".");
  while (labels.at(-1) === "") labels.pop();
  // `acme.com.2024` or `acme.com-`: what cannot be the end of a name is not part of it.
  while (labels.length > 2 && !isTopLevel(labels.at(-1))) labels.pop();
  if (labels.length < 2 || !isTopLevel(labels.at(-1))) return null;
  return labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
    ? labels.join(".")
    : null;
}

function isTopLevel(label: string | undefined): boolean {
  return label !== undefined && /^(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})$/.test(label);
}

function isLocal(code: number): boolean {
  return (
    isLetterOrDigit(code) || code === 0x2e || code === 0x5f || code === 0x25 || code === 0x2b || code === 0x2d
  );
}

function isDomain(code: number): boolean {
  return isLetterOrDigit(code) || code === 0x2e || code === 0x2d;
}

function isLetterOrDigit(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

/** "at" and "dot" in brackets, in the languages of our pages, and the signs themselves, without what nobody sees in between. */
function unmask(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replaceAll("\uff20", "@")
    .replace(
      /\s{0,3}[[({<]\s{0,3}(?:at|ät|a|@|arobase|chiocciola|arroba|kukac|zavinac|zavináč|malpa|małpa)\s{0,3}[\])}>]\s{0,3}/gi,
      "@",
    )
    .replace(
      /\s{0,3}[[({<]\s{0,3}(?:dot|punkt|point|punto|ponto|punt|tecka|tečka|kropka|pont|\.)\s{0,3}[\])}>]\s{0,3}/gi,
      ".",
    );
}
