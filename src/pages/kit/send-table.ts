import type { Response } from "express";
import { type Cell, renderCsv } from "../../observability/events/render-csv.ts";
import type { DataTable } from "./data-table.ts";

/** Sends a table as a CSV file for a spreadsheet. */
export async function sendTable(response: Response, table: DataTable, fileName: string): Promise<void> {
  const { headers, rows } = table.file;
  const columns = headers.map((header, place) => ({
    header,
    cell: (row: readonly Cell[]) => row[place] ?? null,
  }));
  response
    .type("text/csv; charset=utf-8; header=present")
    .set("Content-Disposition", `attachment; filename="${fileName}"`);
  for await (const text of renderCsv(columns, one(rows), { forPeople: true })) response.write(text);
  response.end();
}

async function* one<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
