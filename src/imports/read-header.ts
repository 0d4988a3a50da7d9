import { InvalidInputError } from "../errors.ts";
import { COMPANY_COLUMNS, type CompanyColumn } from "./company-csv.ts";

/** Which cell of a row belongs to which column. */
export interface Header {
  readonly width: number;
  readonly columns: ReadonlyMap<CompanyColumn, number>;
  /** Columns we have no use for, as they are written. */
  readonly ignored: readonly string[];
}

/** Reads the header; case does not matter, and `Company Name` is `company_name`. Throws InvalidInputError. */
export function readHeader(cells: readonly string[]): Header {
  if (cells.some((cell) => cell.includes("\0"))) {
    throw new InvalidInputError(
      "header",
      "holds NUL characters; the file was probably saved as UTF-16 or UTF-32 without saying so. Save it as CSV UTF-8.",
    );
  }
  const columns = new Map<CompanyColumn, number>();
  const ignored: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell
      .trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, "_");
    const column = COMPANY_COLUMNS.find((known) => known === name);
    if (column === undefined) {
      if (name !== "") ignored.push(cell.trim().slice(0, 100));
      continue;
    }
    if (columns.has(column)) {
      throw new InvalidInputError("header", `has the column ${column} twice. Remove or rename one of them.`);
    }
    columns.set(column, index);
  }
  if (!columns.has("company_name")) {
    const found = cells.map((cell) => cell.trim().slice(0, 40)).filter((cell) => cell !== "");
    throw new InvalidInputError(
      "header",
      `has no column company_name (found: ${found.slice(0, 20).join(", ") || "nothing"}). The first line names the columns, separated by commas, semicolons or tabs: ${COMPANY_COLUMNS.join(", ")}.`,
    );
  }
  return { width: cells.length, columns, ignored };
}

/** The cells of a row by column, or why they cannot be told apart. */
export function nameCells(
  header: Header,
  cells: readonly string[],
): Record<CompanyColumn, string> | { readonly problem: string } {
  const isSurplus = cells.slice(header.width).some((cell) => cell !== "");
  if (cells.length < header.width || isSurplus) {
    return {
      problem: `has ${cells.length} cells where the header has ${header.width}; quote cells that hold a delimiter or a line end`,
    };
  }
  const at = (column: CompanyColumn) => cells[header.columns.get(column) ?? -1] ?? "";
  return {
    company_name: at("company_name"),
    website: at("website"),
    registration_number: at("registration_number"),
    industry: at("industry"),
    ssic_code: at("ssic_code"),
    country: at("country"),
    employees: at("employees"),
    description: at("description"),
  };
}
