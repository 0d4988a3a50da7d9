import type { CompanyRow } from "./reading/company-csv.ts";

/** By what a row finds a company again, the strongest first. */
export const SIGNS = ["registration_number", "domain", "name"] as const;
export type Sign = (typeof SIGNS)[number];

/** What is known of a company that tells it from others. */
export type Identity = Pick<CompanyRow, "name" | "website" | "registrationNumber" | "country">;

/** What companies are looked up by, the strongest sign first. Companies that are different may have one in common. */
export function companyKeys(company: Identity): { readonly sign: Sign; readonly key: string }[] {
  const { website } = company;
  const number = foldNumber(company);
  return [
    ...(number === null ? [] : [{ sign: "registration_number" as const, key: `reg:${number}` }]),
    ...(website === null || website.isShared
      ? []
      : [{ sign: "domain" as const, key: `domain:${website.domain}` }]),
    { sign: "name" as const, key: `name:${foldName(company.name)}` },
  ];
}

/** Whether two that have a sign in common are one company: nothing that is known of both says otherwise. */
export function isSameCompany(sign: Sign, one: Identity, other: Identity): boolean {
  const names = foldName(one.name) === foldName(other.name);
  const domains = agree(domainOf(one), domainOf(other));
  const numbers = agree(withoutZeros(one), withoutZeros(other));
  const countries = agree(one.country, other.country);
  switch (sign) {
    case "registration_number":
      // Each country numbers its companies by itself, and in some each court or state does.
      if (countries === false) return false;
      if (names || domains === true) return true;
      return !isOfARegion(one) && !isOfARegion(other) && (countries === true || domains === null);
    case "domain":
      return names || (numbers !== false && countries !== false);
    case "name":
      return domains !== false && numbers !== false && countries !== false;
  }
}

/** A name as it is compared: case, accents written otherwise, dots and spaces do not matter. */
export function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[.,'’"]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** True or false where both are known, null where one is not. */
function agree(one: string | null, other: string | null): boolean | null {
  return one === null || other === null ? null : one === other;
}

function domainOf({ website }: Identity): string | null {
  return website === null || website.isShared ? null : website.domain;
}

function foldNumber({ registrationNumber }: Identity): string | null {
  const folded = registrationNumber?.toLowerCase().replace(/[\s./-]+/g, "") ?? "";
  return folded === "" ? null : folded;
}

/** Spreadsheets lose the zeros in front. */
function withoutZeros(company: Identity): string | null {
  return foldNumber(company)?.replace(/^0+(?=\d)/, "") ?? null;
}

/** The countries whose courts, states or provinces each number companies by themselves, and which of their numbers those are. */
const REGIONAL: Readonly<Record<string, RegExp>> = {
  // All but a number that the court is written with.
  DE: /^(hra|hrb|gnr|gsr|vr|pr)?\d{1,6}[a-z]{0,2}$/,
  // All but the number of the tax office, which has nine digits.
  US: /^(?!\d{9}$)/,
  CA: /^(?!\d{9}([a-z]{2}\d{4})?$)/,
  AE: /^/,
};

/** A number that is complete only with the court or state that gave it. */
function isOfARegion(company: Identity): boolean {
  const number = foldNumber(company) ?? "";
  if (company.country === null) return /^(hra|hrb|gnr|gsr|vr|pr)\d{1,6}[a-z]{0,2}$/.test(number);
  return REGIONAL[company.country]?.test(number) ?? false;
}
