import { counted } from "../../alerts/rulebook/phrases.ts";
import type { ImportReport } from "../../imports/import-report.ts";
import { printable } from "../kit/render-table.ts";

const SHOWN = 20;
const SIGN_WORDS = { registration_number: "registration number", domain: "web site", name: "name" } as const;

/** The result of an import, for people. */
export function renderImport(report: ImportReport, tenantId: string): string {
  const { read, imported, updated, duplicates, rejectedRows, importId } = report;
  return [
    `${counted(read, "row")} read: ${counted(imported, "company", "companies")} imported, ${updated} updated, ${counted(duplicates, "duplicate")}, ${rejectedRows} rejected.`,
    ...(report.headerLine > 1
      ? [`The header is line ${report.headerLine}; what is above it was left out.`]
      : []),
    ...report.warnings.map(
      ({ column, problem }) => `Warning: the column ${column} ${problem}; ${CONSEQUENCES[column]}.`,
    ),
    ...columnLines(report),
    ...listed(
      report.rejected.map(
        ({ line, field, problem }) => `line ${line}: ${field === "row" ? "the row" : field} ${problem}`,
      ),
      report.rejected.length,
    ),
    ...(report.cells.length === 0 ? [] : [`Cells of rows that were imported:`]),
    ...listed(
      report.cells.map(
        ({ line, field, problem, value, isLeftOut }) =>
          `line ${line}: ${field} "${printable(value)}" ${problem}${isLeftOut ? "; left empty" : ""}`,
      ),
      report.cells.length,
    ),
    ...(report.merges.length === 0
      ? []
      : [`Rows joined with a company that was known already (${report.mergedRows}):`]),
    ...listed(
      report.merges.map(
        ({ line, name, into, by }) =>
          `line ${line}: ${printable(name)} is ${printable(into)}, by its ${SIGN_WORDS[by]}`,
      ),
      report.mergedRows,
    ),
    ...(importId === null || imported + updated === 0
      ? []
      : [
          `To take it back: node_modules/.bin/nightshift import --undo ${importId.slice(0, 8)} --tenant ${tenantId}`,
        ]),
  ].join("\n");
}

const CONSEQUENCES = {
  website: "no web site can be read, and contacts are looked up by name only",
  country: "a profile with countries selects none of them",
  employees: "a profile with a size selects none of them",
} as const;

function columnLines({ readFrom, ignoredColumns }: ImportReport): string[] {
  const read = Object.entries(readFrom).map(([column, header]) => `${column} from "${printable(header)}"`);
  const ignored = ignoredColumns.map(({ header, nearest }) =>
    nearest === null ? printable(header) : `${printable(header)} (looks like ${nearest})`,
  );
  return [
    ...(read.length === 0 ? [] : [`Columns read: ${read.join(", ")}.`]),
    ...(ignored.length === 0 ? [] : [`Columns ignored: ${ignored.join(", ")}.`]),
  ];
}

function listed(lines: readonly string[], count: number): string[] {
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  return count > SHOWN ? [...shown, `  … and ${count - shown.length} more; --json lists them.`] : shown;
}
