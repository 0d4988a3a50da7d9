import { isCompanyDomain } from "company-email-validator";
import { siteName } from "./site-name.ts";

const EMAIL = /[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,253}\.[a-z]{2,24}/gi;
const MAX_EMAILS = 50;

/**
 * The addresses in the texts (and `mailto:` targets) of a company's pages, lower-cased, sorted, each once, at most 50:
 * those at one of the company's own sites or at a webmail provider, since others belong to other companies.
 * "name [at] example [dot] com" in any brackets is read too.
 */
export function extractEmails(texts: readonly string[], sites: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [match] of unmask(text).matchAll(EMAIL)) {
      const email = match.toLowerCase().replace(/^[.%+-]+/, "");
      const domain = email.slice(email.indexOf("@") + 1);
      const isWellFormed = !email.startsWith("@") && !email.includes("..") && !/[.-]@|@[.-]|-\./.test(email);
      if (isWellFormed && (sites.includes(siteName(domain)) || !isCompanyDomain(domain))) found.add(email);
    }
  }
  return [...found].sort().slice(0, MAX_EMAILS);
}

function unmask(text: string): string {
  return text
    .replace(/\s{0,3}[[({<]\s{0,3}at\s{0,3}[\])}>]\s{0,3}/gi, "@")
    .replace(/\s{0,3}[[({<]\s{0,3}dot\s{0,3}[\])}>]\s{0,3}/gi, ".");
}
