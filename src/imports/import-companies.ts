import { randomUUID } from "node:crypto";
import type { Database, Transaction } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { completeStep } from "../database/tenants/onboarding-store.ts";
import { requireTenant } from "../database/tenants/tenant-admin-store.ts";
import { redactValue } from "../redaction.ts";
import { companyKeys } from "./company-identity.ts";
import { completeKeys, findByKeys, saveKeys } from "./company-key-store.ts";
import { lockImports, readDivisions, stageRows, writeCompanies } from "./company-store.ts";
import { type ColumnWarning, type ImportReport, MAX_LISTED, RefusedFileError } from "./import-report.ts";
import { countChanges, insertImport, saveChanges } from "./import-store.ts";
import { type Merge, matchRows } from "./match-rows.ts";
import type { CompanyRow } from "./reading/company-csv.ts";
import { readCompanies } from "./reading/read-companies.ts";
import { type ColumnMap, type Header, WANTED_COLUMNS } from "./reading/read-header.ts";

/** A file to import. */
export interface ImportRequest {
  readonly tenantId: string;
  /** The bytes of the file; its encoding, delimiter and line ends are found out. */
  readonly bytes: AsyncIterable<Buffer>;
  /** For the audit log. */
  readonly fileName: string;
  readonly actor: string;
  readonly now: Date;
  /** Whether one bad row, an unreadable cell or a column without a word refuses the file, instead of being left out. */
  readonly strict: boolean;
  /** Which headers columns are read from, where the names in the file do not say. */
  readonly map?: ColumnMap;
  /** Ends the import, which then leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** Called with the number of rows read, now and then. */
  readonly onProgress?: (rows: number) => void;
}

interface Row {
  readonly line: number;
  readonly company: CompanyRow;
}

const CHUNK = 1000;

/**
 * Imports companies from a CSV file (docs/csv-format.md), all in one transaction: whatever is thrown, nothing is left.
 * Of rows about the same company the last one wins, cell by cell; empty cells say nothing.
 * Throws NotFoundError, InvalidInputError (DoubtfulHeaderError among them), or RefusedFileError with the report.
 */
export async function importCompanies(database: Database, request: ImportRequest): Promise<ImportReport> {
  const { tenantId, fileName, actor, now, strict } = request;
  await requireTenant(database, tenantId);
  return database.withTenant(tenantId, async (transaction) => {
    await lockImports(transaction, tenantId);
    await completeKeys(transaction, tenantId);
    const importId = randomUUID();
    await insertImport(transaction, tenantId, { importId, fileName, actor, now });
    const report = await importRows(transaction, request, importId);
    if (strict && hasFaults(report)) {
      throw new RefusedFileError({ ...report, importId: null, imported: 0, updated: 0, duplicates: 0 });
    }
    if (report.imported + report.updated > 0) {
      await completeStep(transaction, tenantId, "companies_imported");
    }
    const { read, imported, updated, duplicates, rejectedRows, mergedRows, cellsLeftOut } = report;
    await insertAudit(transaction, {
      tenantId,
      actor,
      action: "companies.import",
      subject: redactValue(fileName),
      detail: { importId, read, imported, updated, duplicates, rejectedRows, mergedRows, cellsLeftOut },
    });
    return report;
  });
}

function hasFaults({ rejectedRows, cellsLeftOut, warnings }: ImportReport): boolean {
  return rejectedRows > 0 || cellsLeftOut > 0 || warnings.length > 0;
}

async function importRows(
  transaction: Transaction,
  { tenantId, bytes, map, strict, signal, onProgress }: ImportRequest,
  importId: string,
): Promise<ImportReport> {
  const divisions = await readDivisions(transaction);
  const counts = { read: 0, rejectedRows: 0, cellsLeftOut: 0, mergedRows: 0 };
  const rejected: ImportReport["rejected"][number][] = [];
  const cells: ImportReport["cells"][number][] = [];
  const merges: Merge[] = [];
  const given = new Set<string>();
  let header: Header | undefined;
  let chunk: Row[] = [];

  async function flush(): Promise<void> {
    signal?.throwIfAborted();
    // A file that will be refused is only read on for what else is wrong with it.
    const isRefused = strict && counts.rejectedRows + counts.cellsLeftOut > 0;
    if (chunk.length > 0 && !isRefused) {
      await stageRows(transaction, tenantId, importId, chunk);
      const found = await mergeChunk(transaction, tenantId, importId, chunk);
      counts.mergedRows += found.length;
      merges.push(...found.slice(0, MAX_LISTED - merges.length));
    }
    chunk = [];
    onProgress?.(counts.read);
  }

  const rows = readCompanies(bytes, {
    onHeader: (read) => {
      header = read;
    },
    ...(map !== undefined && { map }),
  });
  for await (const row of rows) {
    counts.read += 1;
    if ("problems" in row) {
      counts.rejectedRows += 1;
      const problems = row.problems.map((problem) => ({ line: row.line, ...problem }));
      rejected.push(...problems.slice(0, MAX_LISTED - rejected.length));
    } else {
      counts.cellsLeftOut += row.notes.filter(({ isLeftOut }) => isLeftOut).length;
      const notes = row.notes.map((note) => ({ line: row.line, ...note }));
      cells.push(...notes.slice(0, MAX_LISTED - cells.length));
      for (const column of WANTED_COLUMNS) if (row.company[column] !== null) given.add(column);
      chunk.push({ line: row.line, company: fillIndustry(row.company, divisions) });
    }
    if (counts.read % CHUNK === 0) await flush();
  }
  await flush();
  const { imported, updated } = await countChanges(transaction, tenantId, importId);
  const duplicates = counts.read - counts.rejectedRows - imported - updated;
  return {
    importId,
    ...counts,
    imported,
    updated,
    duplicates,
    rejected,
    cells,
    merges,
    warnings: warningsOf(header, given),
    headerLine: header?.line ?? 1,
    readFrom: Object.fromEntries(header?.readFrom ?? []),
    ignoredColumns: header?.ignored ?? [],
  };
}

/** Finds which companies the rows are about, and writes them. */
async function mergeChunk(
  transaction: Transaction,
  tenantId: string,
  importId: string,
  rows: readonly Row[],
): Promise<readonly Merge[]> {
  const keys = new Set(rows.flatMap(({ company }) => companyKeys(company).map(({ key }) => key)));
  const known = await findByKeys(transaction, tenantId, importId, [...keys]);
  const { companies, merges } = matchRows(rows, known, randomUUID);
  await writeCompanies(transaction, tenantId, companies);
  await saveKeys(transaction, tenantId, companies);
  await saveChanges(transaction, tenantId, importId, companies);
  return merges;
}

function warningsOf(header: Header | undefined, given: ReadonlySet<string>): ColumnWarning[] {
  return WANTED_COLUMNS.flatMap((column) => {
    if (given.has(column)) return [];
    const isThere = header?.columns.has(column) === true;
    return [{ column, problem: isThere ? ("is empty in every row" as const) : ("is missing" as const) }];
  });
}

/** Without an industry, the title of its code's division is one. */
function fillIndustry(company: CompanyRow, divisions: ReadonlyMap<string, string>): CompanyRow {
  if (company.industry !== null || company.ssicCode === null) return company;
  return { ...company, industry: divisions.get(company.ssicCode.slice(0, 2)) ?? null };
}
