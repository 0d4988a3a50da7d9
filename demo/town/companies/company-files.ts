import { type CsvDialect, companiesCsv } from "./companies-csv.ts";
import { createCompanies } from "./create-companies.ts";
import type { TenantId } from "./town-company.ts";

/** A file of the demo and the tenant it belongs to. */
export interface CompanyFile {
  /** In demo/. */
  readonly name: string;
  readonly tenant: TenantId;
  readonly dialect: CsvDialect;
}

export const COMPANY_FILES: readonly CompanyFile[] = [
  { name: "companies.csv", tenant: "acme", dialect: "spreadsheet" },
  { name: "companies-globex.csv", tenant: "globex", dialect: "plain" },
];

/** What the file must hold. */
export function companyFileContent({ tenant, dialect }: CompanyFile): string {
  return companiesCsv(
    createCompanies().filter((company) => company.tenant === tenant),
    dialect,
  );
}
