import { InvalidInputError } from "../errors.ts";

/** A row that was not imported: what is wrong with it, where, and what to do. */
export interface RejectedCell {
  /** Where the row begins; 1 is the file's first line, which is the header. */
  readonly line: number;
  /** The column, or `row` for the row as a whole. */
  readonly field: string;
  readonly problem: string;
}

/** What became of a file. `read` = `imported` + `updated` + `duplicates` + `rejectedRows`, unless the file was refused. */
export interface ImportReport {
  /** Rows of the file, without the header and blank lines. */
  readonly read: number;
  /** Companies that were new. */
  readonly imported: number;
  /** Companies that were there already. */
  readonly updated: number;
  /** Rows about a company that an earlier row of the file was about. */
  readonly duplicates: number;
  readonly rejectedRows: number;
  /** The first MAX_REJECTED_CELLS bad cells, in order. */
  readonly rejected: readonly RejectedCell[];
  /** Columns of the file that we have no use for. */
  readonly ignoredColumns: readonly string[];
}

export const MAX_REJECTED_CELLS = 1000;

/** A file that was to be imported whole or not at all has bad rows; nothing was imported. */
export class RefusedFileError extends InvalidInputError {
  constructor(readonly report: ImportReport) {
    super(
      "file",
      `${report.rejectedRows} of ${report.read} rows cannot be imported, so nothing was. Correct them, or import without --strict to leave them out.`,
    );
  }
}
