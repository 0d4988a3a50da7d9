/** The columns of an import file (docs/csv-format.md); `company_name` is the only one that must be there. */
export const COMPANY_COLUMNS = [
  "company_name",
  "website",
  "registration_number",
  "industry",
  "ssic_code",
  "country",
  "employees",
  "description",
] as const;
export type CompanyColumn = (typeof COMPANY_COLUMNS)[number];

/**
 * The headers under which spreadsheets and CRMs export a column, as `foldHeader` writes them. Where a file has several of one
 * column, the first of this list that is not empty in a row counts.
 */
export const COLUMN_ALIASES: Readonly<Record<CompanyColumn, readonly string[]>> = {
  company_name: [
    "company name",
    "account name",
    "organization name",
    "organisation name",
    "organization - name",
    "company",
    "account",
    "organization",
    "organisation",
    "companyname",
    "business name",
    "legal name",
    "name",
    "company name for emails",
  ],
  website: [
    "website",
    "website url",
    "company website",
    "companywebsite",
    "company website url",
    "organization - website",
    "organization website",
    "account website",
    "web site",
    "web page",
    "webpage",
    "site url",
    "company site",
    "homepage",
    "homepage url",
    "web address",
    "url",
    "company url",
    "domain",
    "website domain",
    "company domain",
    "company domain name",
    "domain name",
    "primary domain",
    "companyemaildomain",
  ],
  registration_number: [
    "registration number",
    "company registration number",
    "company registration no",
    "registration no",
    "reg no",
    "reg number",
    "company number",
    "company reg no",
    "uen",
    "business registration number",
    "organization - registration number",
  ],
  industry: [
    "industry",
    "company industry",
    "companyindustry",
    "primary industry",
    "organization - industry",
    "account industry",
    "sector",
  ],
  ssic_code: ["ssic code", "ssic", "primary ssic code", "ssic primary"],
  country: [
    "country",
    "country code",
    "country/region",
    "country/territory",
    "company country",
    "companycountry",
    "company country/region",
    "billing country",
    "billingcountry",
    "billing country code",
    "billingcountrycode",
    "billing country/territory",
    "organization - country",
    "organization - country of address",
    "organization - address country",
    "headquarters country",
    "hq country",
    "country of incorporation",
    "shipping country",
  ],
  employees: [
    "employees",
    "number of employees",
    "numberofemployees",
    "# employees",
    "no. of employees",
    "no of employees",
    "employee count",
    "employees count",
    "organization - number of employees",
    "organization - employee count",
    "company size",
    "companysize",
    "company headcount",
    "headcount",
    "staff count",
    "company employee count",
    "employee range",
    "number of employees (range)",
  ],
  description: [
    "description",
    "company description",
    "about us",
    "about",
    "short description",
    "account description",
    "organization - description",
    "seo description",
  ],
};

/** A header as it is compared: case, marks, spaces, hyphens and underscores do not matter. */
export function foldHeader(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .toLowerCase()
    .replace(/[\s_]+/g, " ")
    .replace(/[*:?]+/g, "")
    .trim();
}
