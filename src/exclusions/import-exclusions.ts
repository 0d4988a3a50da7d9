import type { Secrets } from "../database/create-secrets.ts";
import type { Database } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { requireTenant } from "../database/tenants/tenant-admin-store.ts";
import { InvalidInputError } from "../errors.ts";
import { type CompanyColumn, foldHeader, headersOf } from "../imports/reading/company-columns.ts";
import { readCountry } from "../imports/reading/country-codes.ts";
import { readRecords } from "../imports/reading/read-records.ts";
import { readWebsite } from "../imports/reading/read-website.ts";
import { redactValue } from "../redaction.ts";
import { exclude } from "./exclude.ts";
import type { NewExclusion } from "./exclusion-store.ts";
import { excludeAddress, excludeCompany, excludeDomain, kindOf, readExclusion } from "./read-exclusion.ts";

/** What became of a file of exclusions. `read` = `added` + `known` + `rejectedRows`. */
export interface ExclusionImport {
  readonly read: number;
  readonly added: number;
  /** Rows about somebody who was excluded already, or by an earlier row. */
  readonly known: number;
  readonly rejectedRows: number;
  /** The first of them; `line` 1 is the file's first line. */
  readonly rejected: readonly { readonly line: number; readonly problem: string }[];
  readonly addressesRemoved: number;
  readonly inOdoo: number;
}

const MAX_ROWS = 200_000;
const MAX_LISTED = 100;

const COLUMNS = {
  address: [
    "email",
    "e-mail",
    "email address",
    "e-mail address",
    "mail",
    "work email",
    "contact email",
    "person - email - work",
    "recipient",
  ],
  any: ["exclusion", "exclude", "value", "entry"],
  reason: ["reason", "unsubscribe reason", "opt-out reason", "note", "notes", "comment"],
} as const;
type Column = keyof typeof COLUMNS | CompanyColumn;

/**
 * Excludes whoever a CSV file lists, all of it in one transaction. A row with an e-mail address is about that person alone,
 * whatever company stands beside it; one with a name is about the company, one with a web address alone about the domain. A
 * file without a header is a list, one entry a line. Throws NotFoundError or InvalidInputError.
 */
export async function importExclusions(
  database: Database,
  secrets: Secrets,
  request: {
    readonly tenantId: string;
    readonly bytes: AsyncIterable<Buffer>;
    readonly fileName: string;
    readonly actor: string;
    readonly now: Date;
    /** For rows that give none. */
    readonly reason: string | null;
  },
): Promise<ExclusionImport> {
  const { tenantId, fileName, actor, reason } = request;
  await requireTenant(database, tenantId);
  const { read, exclusions, problems } = await readExclusions(request.bytes, secrets, reason);
  return database.withTenant(tenantId, async (transaction) => {
    const { ids, addressesRemoved, inOdoo } = await exclude(transaction, secrets, exclusions, request);
    const counts = { read, added: ids.length, rejectedRows: problems.length, addressesRemoved };
    await insertAudit(transaction, {
      tenantId,
      actor,
      action: "exclusion.import",
      subject: redactValue(fileName),
      detail: { ...counts, reason },
    });
    const known = read - ids.length - problems.length;
    return { ...counts, known, rejected: problems.slice(0, MAX_LISTED), inOdoo };
  });
}

async function readExclusions(bytes: AsyncIterable<Buffer>, secrets: Secrets, reason: string | null) {
  const exclusions: NewExclusion[] = [];
  const problems: { line: number; problem: string }[] = [];
  let columns: ReadonlyMap<Column, number> | undefined;
  let read = 0;
  for await (const record of readRecords(bytes)) {
    if (columns === undefined) {
      columns = findColumns(record.cells);
      if (columns.size > 0) continue;
      columns = listColumn(record.cells);
    }
    read += 1;
    if (read > MAX_ROWS) {
      throw new InvalidInputError("file", `has more than ${MAX_ROWS} rows. Split it into several.`);
    }
    try {
      exclusions.push(readRow(record.cells, columns, secrets, reason));
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      problems.push({ line: record.line, problem: error.message });
    }
  }
  if (read === 0) throw new InvalidInputError("file", "holds nobody to exclude");
  return { read, exclusions, problems };
}

function readRow(
  cells: readonly string[],
  columns: ReadonlyMap<Column, number>,
  secrets: Secrets,
  given: string | null,
): NewExclusion {
  const cell = (column: Column) => (cells[columns.get(column) ?? -1] ?? "").trim();
  const reason = cell("reason") === "" ? given : cell("reason").slice(0, 500);
  if (cell("address") !== "") return excludeAddress(secrets, cell("address"), reason);
  const [any, name, site] = [cell("any"), cell("company_name"), cell("website")];
  if (any !== "") return readExclusion(any, secrets, reason);
  if (name !== "") {
    const website = site === "" ? null : readWebsite(site);
    const country = cell("country") === "" ? null : readCountry(cell("country"));
    return excludeCompany(
      {
        name,
        website: website === null || "problem" in website ? null : website,
        registrationNumber: cell("registration_number") || null,
        country,
      },
      reason,
    );
  }
  if (site !== "") return excludeDomain(site, reason);
  throw new InvalidInputError("row", "names nobody: no address, no company, no domain");
}

function findColumns(cells: readonly string[]): ReadonlyMap<Column, number> {
  const folded = cells.map(foldHeader);
  const wanted: readonly (readonly [Column, readonly string[]])[] = [
    ["address", COLUMNS.address],
    ["any", COLUMNS.any],
    ["reason", COLUMNS.reason],
    ...(["company_name", "website", "registration_number", "country"] as const).map(
      (column) => [column, headersOf(column)] as const,
    ),
  ];
  const found = wanted.flatMap(([column, names]) => {
    const place = names.map((name) => folded.indexOf(foldHeader(name))).find((index) => index >= 0);
    return place === undefined ? [] : [[column, place] as const];
  });
  return new Map(found);
}

/** A file without a header that we know is a list, if it has one cell a line and begins with an address or a domain. */
function listColumn(cells: readonly string[]): ReadonlyMap<Column, number> {
  const first = cells[0]?.trim() ?? "";
  if (cells.length > 2 || kindOf(first) === "company") {
    throw new InvalidInputError(
      "header",
      `has no column we know (found: ${cells.length === 0 ? "none" : cells.map((cell) => `"${cell.trim().slice(0, 40)}"`).join(", ")}). Expected: email, company_name, website or registration_number, and reason.`,
    );
  }
  return new Map<Column, number>([
    ["any", 0],
    ["reason", 1],
  ]);
}
