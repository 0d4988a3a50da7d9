import { stringify } from "csv-stringify/sync";

import type { TownCompany } from "./town-company.ts";

const COLUMNS = [
  "company_name",
  "website",
  "registration_number",
  "industry",
  "ssic_code",
  "country",
  "employees",
  "description",
] as const;

/** How a file was saved: by a spreadsheet (byte order mark, CRLF) or by a program (neither). */
export type CsvDialect = "spreadsheet" | "plain";

/** The companies as a tenant's file. */
export function companiesCsv(companies: readonly TownCompany[], dialect: CsvDialect): string {
  const rows = companies.map((company) => [
    company.name,
    company.website,
    company.registrationNumber,
    company.industry,
    company.ssicCode,
    company.country,
    company.employees,
    company.description,
  ]);
  return stringify([[...COLUMNS], ...rows], {
    bom: dialect === "spreadsheet",
    record_delimiter: dialect === "spreadsheet" ? "windows" : "unix",
  });
}
