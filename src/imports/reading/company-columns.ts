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
 * column, the first of this list that is not empty in a row counts: what is said of a company before what may be said of a
 * person who works there (Apollo's `Company Country` and `Country`).
 */
export const COLUMN_ALIASES: Readonly<Record<CompanyColumn, readonly string[]>> = {
  company_name: [
    "company name",
    "account name",
    "account account name",
    "organization name",
    "organisation name",
    "entity name",
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
    "company website",
    "companywebsite",
    "company website url",
    "organization website",
    "organization website link",
    "account website",
    "website",
    "website url",
    "website link",
    "web site",
    "web page",
    "webpage",
    "web",
    "www",
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
    "organization domain",
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
    "companynumber",
    "company reg no",
    "uen",
    "business registration number",
    "organization registration number",
  ],
  industry: [
    "company industry",
    "companyindustry",
    "primary industry",
    "organization industry",
    "account industry",
    "industry",
    "industries",
    "sector",
  ],
  ssic_code: ["ssic code", "ssic", "primary ssic code", "ssic primary"],
  country: [
    "company country",
    "companycountry",
    "company country/region",
    "billing country",
    "billingcountry",
    "billing country code",
    "billingcountrycode",
    "billing country/territory",
    "organization country",
    "organization country of address",
    "organization address country",
    "country of address",
    "address country",
    "headquarters country",
    "company headquarters country",
    "company hq country",
    "hq country",
    "country of incorporation",
    "country",
    "country code",
    "country name",
    "country/region",
    "country/territory",
    "nation",
    "shipping country",
    "headquarters location",
    "company headquarters",
    "company hq",
    "company location",
    "headquarters",
  ],
  employees: [
    "employees",
    "number of employees",
    "numberofemployees",
    "company number of employees",
    "# employees",
    "no. of employees",
    "no of employees",
    "employee count",
    "employees count",
    "organization number of employees",
    "organization employee count",
    "company employee count",
    "company headcount",
    "headcount",
    "staff count",
    "staff",
    "company size",
    "companysize",
    "company employee range",
    "employee range",
    "employee size",
    "number of employees (range)",
  ],
  description: [
    "company description",
    "description",
    "about us",
    "about",
    "short description",
    "account description",
    "organization description",
    "seo description",
  ],
};

/** A header as it is compared: case, marks, spaces, hyphens and underscores do not matter. */
export function foldHeader(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .toLowerCase()
    .replace(/[*:?]+/g, " ")
    .replace(/[\s_\p{Pd}]+/gu, " ")
    .trim();
}

/** The headers a column is read from, the first to be asked first. */
export function headersOf(column: CompanyColumn): readonly string[] {
  const own = column.replaceAll("_", " ");
  return COLUMN_ALIASES[column].includes(own) ? COLUMN_ALIASES[column] : [own, ...COLUMN_ALIASES[column]];
}
