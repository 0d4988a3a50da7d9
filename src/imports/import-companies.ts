import { randomUUID } from "node:crypto";
import type { Database, Transaction } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { completeStep, requireTenant } from "../database/tenants/tenant-admin-store.ts";
import type { CompanyRow } from "./company-csv.ts";
import {
  countWritten,
  type ImportRow,
  lockImports,
  mergeRows,
  readDivisions,
  stageRows,
} from "./company-store.ts";
import { type ImportReport, MAX_REJECTED_CELLS, RefusedFileError } from "./import-report.ts";
import { readCompanies } from "./read-companies.ts";

/** A file to import. */
export interface ImportRequest {
  readonly tenantId: string;
  /** The bytes of the file; its encoding, delimiter and line ends are found out. */
  readonly bytes: AsyncIterable<Buffer>;
  /** For the audit log. */
  readonly fileName: string;
  readonly actor: string;
  /** Whether one bad row refuses the file, instead of being left out. */
  readonly strict: boolean;
  /** Ends the import, which then leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** Told the number of rows read, now and then. */
  readonly onProgress?: (rows: number) => void;
}

const CHUNK = 1000;

/**
 * Imports companies from a CSV file (docs/csv-format.md), all in one transaction: whatever is thrown, nothing is left.
 * Of rows about the same company the last one wins, cell by cell; empty cells say nothing.
 * Throws NotFoundError, InvalidInputError, or RefusedFileError with the report.
 */
export async function importCompanies(database: Database, request: ImportRequest): Promise<ImportReport> {
  await requireTenant(database, request.tenantId);
  return database.withTenant(request.tenantId, async (transaction) => {
    await lockImports(transaction, request.tenantId);
    const report = await importRows(transaction, request);
    if (request.strict && report.rejectedRows > 0) {
      throw new RefusedFileError({ ...report, imported: 0, updated: 0, duplicates: 0 });
    }
    if (report.imported + report.updated > 0) {
      await completeStep(transaction, request.tenantId, "companies_imported");
    }
    const { read, imported, updated, duplicates, rejectedRows } = report;
    await insertAudit(transaction, {
      tenantId: request.tenantId,
      actor: request.actor,
      action: "companies.import",
      subject: request.fileName,
      detail: { read, imported, updated, duplicates, rejectedRows },
    });
    return report;
  });
}

async function importRows(transaction: Transaction, request: ImportRequest): Promise<ImportReport> {
  const { tenantId, strict, signal, onProgress } = request;
  const divisions = await readDivisions(transaction);
  const importId = randomUUID();
  const counts = { read: 0, imported: 0, updated: 0, rejectedRows: 0 };
  const rejected: ImportReport["rejected"][number][] = [];
  let ignoredColumns: readonly string[] = [];
  let chunk: ImportRow[] = [];

  async function flush(): Promise<void> {
    signal?.throwIfAborted();
    // A file that will be refused is only read on for what else is wrong with it.
    if (chunk.length > 0 && !(strict && counts.rejectedRows > 0)) {
      await stageRows(transaction, tenantId, importId, chunk);
      counts.imported += await mergeRows(transaction, tenantId, foldByKey(chunk));
    }
    chunk = [];
    onProgress?.(counts.read);
  }

  const rows = readCompanies(request.bytes, {
    onHeader: ({ ignored }) => {
      ignoredColumns = ignored;
    },
  });
  for await (const row of rows) {
    counts.read += 1;
    if ("rejected" in row) {
      counts.rejectedRows += 1;
      rejected.push(...row.rejected.slice(0, MAX_REJECTED_CELLS - rejected.length));
    } else {
      chunk.push({ ...row, company: fillIndustry(row.company, divisions) });
    }
    if (counts.read % CHUNK === 0) await flush();
  }
  await flush();
  counts.updated = (await countWritten(transaction, tenantId)) - counts.imported;
  const duplicates = counts.read - counts.rejectedRows - counts.imported - counts.updated;
  return { ...counts, duplicates, rejected, ignoredColumns };
}

/** Without an industry, the title of its code's division is one. */
function fillIndustry(company: CompanyRow, divisions: ReadonlyMap<string, string>): CompanyRow {
  if (company.industry !== null || company.ssicCode === null) return company;
  return { ...company, industry: divisions.get(company.ssicCode.slice(0, 2)) ?? null };
}

/** One row a company: what later rows say of it goes over what earlier ones said. */
function foldByKey(rows: readonly ImportRow[]): ImportRow[] {
  const folded = new Map<string, ImportRow>();
  for (const row of rows) {
    const earlier = folded.get(row.naturalKey);
    folded.set(row.naturalKey, earlier === undefined ? row : { ...row, company: over(row, earlier) });
  }
  return [...folded.values()];
}

function over({ company: later }: ImportRow, { company: earlier }: ImportRow): CompanyRow {
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
