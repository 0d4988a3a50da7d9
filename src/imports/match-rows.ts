import { companyKeys, foldName, isSameCompany, SIGNS, type Sign } from "./company-identity.ts";
import type { CompanyRow } from "./reading/company-csv.ts";

/** A company as it is known while a file is read. */
export interface KnownCompany {
  readonly companyId: string;
  /** Null: the file brings it. */
  readonly before: CompanyRow | null;
  now: CompanyRow;
  /** Whether an earlier row of the file was about it. */
  readonly isOfFile: boolean;
  /** Keys of companies that a person merged into it. */
  readonly mergedKeys: readonly string[];
}

/** A row of the file that was joined with another one, or with a company known under another name or by a weaker sign. */
export interface Merge {
  readonly line: number;
  readonly name: string;
  /** The name of the company it went into, as it was before. */
  readonly into: string;
  readonly companyId: string;
  readonly by: Sign;
}

/** What became of some rows. */
export interface Matched {
  readonly companies: readonly KnownCompany[];
  readonly merges: readonly Merge[];
}

/** Finds for each row, in their order, the company it is about; a row that finds none brings one. Empty cells say nothing. */
export function matchRows(
  rows: readonly { readonly line: number; readonly company: CompanyRow }[],
  known: readonly KnownCompany[],
  createId: () => string,
): Matched {
  const byKey = new Map<string, KnownCompany[]>();
  const touched = new Map<string, KnownCompany>();
  const merges: Merge[] = [];
  const remember = (company: KnownCompany) => {
    for (const key of [...companyKeys(company.now).map((one) => one.key), ...company.mergedKeys]) {
      const others = byKey.get(key) ?? [];
      if (!others.includes(company)) byKey.set(key, [...others, company]);
    }
  };
  for (const company of known) remember(company);
  for (const { line, company: row } of rows) {
    const keys = companyKeys(row);
    const found = keys
      .flatMap(({ sign, key }) => (byKey.get(key) ?? []).map((company) => ({ sign, key, company })))
      .find(
        ({ sign, key, company }) => company.mergedKeys.includes(key) || isSameCompany(sign, company.now, row),
      );
    if (found === undefined) {
      const company = { companyId: createId(), before: null, now: row, isOfFile: false, mergedKeys: [] };
      remember(company);
      touched.set(company.companyId, company);
      continue;
    }
    const { sign, company } = found;
    const isRepeated = company.isOfFile || touched.has(company.companyId);
    const isRenamed = foldName(company.now.name) !== foldName(row.name);
    const isWeaker = SIGNS.indexOf(sign) > SIGNS.indexOf(keys[0]?.sign ?? "name");
    if (isRepeated || isRenamed || isWeaker) {
      merges.push({ line, name: row.name, into: company.now.name, companyId: company.companyId, by: sign });
    }
    company.now = over(row, company.now);
    remember(company);
    touched.set(company.companyId, company);
  }
  return { companies: [...touched.values()], merges };
}

function over(later: CompanyRow, earlier: CompanyRow): CompanyRow {
  return {
    name: later.name,
    website: later.website ?? earlier.website,
    registrationNumber: later.registrationNumber ?? earlier.registrationNumber,
    industry: later.industry ?? earlier.industry,
    ssicCode: later.ssicCode ?? earlier.ssicCode,
    country: later.country ?? earlier.country,
    employees: later.employees ?? earlier.employees,
    description: later.description ?? earlier.description,
  };
}
