import { InvalidInputError } from "../errors.ts";
import type { Merge } from "./match-rows.ts";
import type { CellNote, CellProblem } from "./reading/company-csv.ts";
import type { IgnoredColumn, WANTED_COLUMNS } from "./reading/read-header.ts";

/** A row that was not imported: what is wrong with it, where, and what to do. `field` is the column, or `row`. */
export interface RejectedCell extends CellProblem {
  /** Where the row begins; 1 is the file's first line, which is the header. */
  readonly line: number;
}

/** A cell of a row that was imported: what was made of it. */
export interface NotedCell extends CellNote {
  readonly line: number;
}

/** A column without which few companies are ever selected has nothing to say. */
export interface ColumnWarning {
  readonly column: (typeof WANTED_COLUMNS)[number];
  readonly problem: "is missing" | "is empty in every row";
}

/** What became of a file. `read` = `imported` + `updated` + `duplicates` + `rejectedRows`, unless the file was refused. */
export interface ImportReport {
  /** By which `import --undo` takes it back; null when nothing was written. */
  readonly importId: string | null;
  /** Rows of the file, without the header and blank lines. */
  readonly read: number;
  /** Companies that were new. */
  readonly imported: number;
  /** Companies that were there already. */
  readonly updated: number;
  /** Rows about a company that an earlier row of the file was about. */
  readonly duplicates: number;
  readonly rejectedRows: number;
  /** Cells that were left out of rows that were imported. */
  readonly cellsLeftOut: number;
  readonly warnings: readonly ColumnWarning[];
  /** Where the header stands; 1 is the file's first line, and what is above it was left out. */
  readonly headerLine: number;
  /** The first MAX_LISTED of each, in order. */
  readonly rejected: readonly RejectedCell[];
  readonly cells: readonly NotedCell[];
  readonly merges: readonly Merge[];
  readonly mergedRows: number;
  /** Which header a column was read from, where it is not its own name. */
  readonly readFrom: Readonly<Record<string, string>>;
  readonly ignoredColumns: readonly IgnoredColumn[];
}

export const MAX_LISTED = 1000;

/** A file that was to be imported whole or not at all has faults; nothing was imported. */
export class RefusedFileError extends InvalidInputError {
  constructor(readonly report: ImportReport) {
    const { read, rejectedRows, cellsLeftOut, warnings } = report;
    const faults = [
      ...(rejectedRows > 0 ? [`${rejectedRows} of ${read} rows cannot be imported`] : []),
      ...(cellsLeftOut > 0 ? [`${cellsLeftOut} cells cannot be read`] : []),
      ...warnings.map(({ column, problem }) => `the column ${column} ${problem}`),
    ];
    super(
      "file",
      `${faults.join(", ")}, so nothing was imported. Correct that, or import without --strict to leave it out.`,
    );
  }
}
