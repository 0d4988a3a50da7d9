import { InvalidInputError } from "../../errors.ts";
import { COMPANY_COLUMNS, type CompanyColumn, foldHeader, headersOf } from "./company-columns.ts";
import { nearestColumn } from "./nearest-column.ts";
import type { CsvRecord } from "./read-records.ts";

/** Which header a column is read from, as a person said it; null: from none. */
export type ColumnMap = ReadonlyMap<CompanyColumn, string | null>;

/** A header we have no use for, as it is written, and the column it looks like. */
export interface IgnoredColumn {
  readonly header: string;
  readonly nearest: CompanyColumn | null;
}

/** Which cells of a row belong to which column. */
export interface Header {
  /** Where it stands; 1 is the file's first line. */
  readonly line: number;
  readonly width: number;
  /** The places of a column's cells; the first one that is not empty counts. */
  readonly columns: ReadonlyMap<CompanyColumn, readonly number[]>;
  /** The header each column is read from, where it is not its own name. */
  readonly readFrom: ReadonlyMap<CompanyColumn, string>;
  readonly ignored: readonly IgnoredColumn[];
}

/** Columns without which few companies are ever selected; the file is asked about them. */
export const WANTED_COLUMNS = ["website", "country", "employees"] as const;

/** A column is missing that another header of the file may well mean. `guesses` are what a person should confirm. */
export class DoubtfulHeaderError extends InvalidInputError {
  constructor(readonly guesses: readonly { readonly column: CompanyColumn; readonly header: string }[]) {
    super(
      "header",
      `has no column ${guesses.map(({ column }) => column).join(", ")}, and a header that looks like it: ${guesses
        .map(({ column, header }) => `"${header}" may be ${column}`)
        .join(
          "; ",
        )}. Say which it is: ${guesses.map(({ column, header }) => `--map ${column}="${header}"`).join(" ")}${doWithout(guesses.map(({ column }) => column))}.`,
    );
  }
}

/** Every column but the name can be done without. */
function doWithout(columns: readonly CompanyColumn[]): string {
  const spare = columns.find((column) => column !== "company_name");
  return spare === undefined ? "" : ` (or --map ${spare}= to do without)`;
}

/** Reads the header by the columns' names, the names they have in other programs' exports, and `map`. Throws InvalidInputError. */
export function readHeader({ line, cells }: CsvRecord, map: ColumnMap = new Map()): Header {
  if (cells.some((cell) => cell.includes("\0"))) {
    throw new InvalidInputError(
      "header",
      "holds NUL characters; the file was probably saved as UTF-16 or UTF-32 without saying so. Save it as CSV UTF-8.",
    );
  }
  const folded = cells.map(foldHeader);
  refuseTwice(folded, map);
  const columns = new Map<CompanyColumn, readonly number[]>();
  const readFrom = new Map<CompanyColumn, string>();
  const used = new Set<number>();
  for (const [column, header] of map) {
    if (header === null) continue;
    const index = folded.indexOf(foldHeader(header));
    if (index < 0) {
      throw new InvalidInputError("--map", `there is no column "${header}" (found: ${listed(cells)})`);
    }
    columns.set(column, [index]);
    readFrom.set(column, cells[index]?.trim() ?? "");
    used.add(index);
  }
  for (const column of COMPANY_COLUMNS.filter((known) => !map.has(known))) {
    const places = headersOf(column)
      .map((name) => folded.indexOf(name))
      .filter((index) => index >= 0 && !used.has(index));
    const [first] = places;
    if (first === undefined) continue;
    columns.set(column, places);
    for (const place of places) used.add(place);
    if (folded[first] !== column.replaceAll("_", " ")) readFrom.set(column, cells[first]?.trim() ?? "");
  }
  const ignored = cells.flatMap((cell, index) => {
    const header = cell.trim().slice(0, 100);
    if (header === "" || used.has(index)) return [];
    const nearest = nearestColumn(header);
    // Half of a CRM's headers have "company" in them, which says nothing once the name is found.
    return [{ header, nearest: nearest === "company_name" && columns.has(nearest) ? null : nearest }];
  });
  requireColumns({ columns, ignored, map, cells });
  return { line, width: cells.length, columns, readFrom, ignored };
}

/** The same header twice: which one counts, nobody can tell. Other headers of one column are told apart by their order. */
function refuseTwice(folded: readonly string[], map: ColumnMap): void {
  for (const column of COMPANY_COLUMNS.filter((known) => !map.has(known))) {
    const name = column.replaceAll("_", " ");
    if (folded.filter((header) => header === name).length > 1) {
      throw new InvalidInputError("header", `has the column ${column} twice. Remove or rename one of them.`);
    }
  }
}

function requireColumns({
  columns,
  ignored,
  map,
  cells,
}: {
  readonly columns: ReadonlyMap<CompanyColumn, readonly number[]>;
  readonly ignored: readonly IgnoredColumn[];
  readonly map: ColumnMap;
  readonly cells: readonly string[];
}): void {
  const missing = (["company_name", ...WANTED_COLUMNS] as const).filter(
    (column) => !columns.has(column) && !map.has(column),
  );
  const guesses = missing.flatMap((column) => {
    const like = ignored.find(({ nearest }) => nearest === column);
    return like === undefined ? [] : [{ column, header: like.header }];
  });
  if (guesses.length > 0) throw new DoubtfulHeaderError(guesses);
  if (!columns.has("company_name")) {
    throw new InvalidInputError(
      "header",
      `has no column company_name (found: ${listed(cells)}). The first line names the columns, separated by commas, semicolons, tabs or |: ${COMPANY_COLUMNS.join(", ")}. Say which one has the names: --map company_name="…"`,
    );
  }
}

function listed(cells: readonly string[]): string {
  const found = cells.map((cell) => cell.trim().slice(0, 40)).filter((cell) => cell !== "");
  return found.slice(0, 20).join(", ") || "nothing";
}

/** The cells of a row by column, or why they cannot be told apart. Cells left out at the end of a row are empty. */
export function nameCells(
  header: Header,
  cells: readonly string[],
): Record<CompanyColumn, string> | { readonly problem: string } {
  const isSurplus = cells.slice(header.width).some((cell) => cell.trim() !== "");
  if (isSurplus) {
    return {
      problem: `has ${cells.length} cells where the header has ${header.width}; quote cells that hold a delimiter or a line end`,
    };
  }
  const at = (column: CompanyColumn) => {
    const given = header.columns.get(column)?.map((index) => cells[index] ?? "") ?? [];
    return given.find((cell) => cell.trim() !== "") ?? "";
  };
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
