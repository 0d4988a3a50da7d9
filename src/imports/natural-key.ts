import type { CompanyRow } from "./company-csv.ts";

/** Platforms on which many companies have a page under one domain, which therefore tells none of them. */
const SHARED_DOMAINS = new Set([
  "facebook.com",
  "instagram.com",
  "linkedin.com",
  "linktr.ee",
  "google.com",
  "tiktok.com",
  "twitter.com",
  "x.com",
  "youtube.com",
]);

/** What makes an import find a company again: its registration number, else its domain, else its name. */
export function naturalKey(row: Pick<CompanyRow, "name" | "website" | "registrationNumber">): string {
  if (row.registrationNumber !== null) {
    return `reg:${row.registrationNumber.toLowerCase().replace(/\s+/g, "")}`;
  }
  if (row.website !== null && !SHARED_DOMAINS.has(row.website.domain)) return `domain:${row.website.domain}`;
  return `name:${row.name.normalize("NFKC").toLowerCase()}`;
}
