import { parseInput } from "../../kit/parse-input.ts";
import { ExportSchema } from "./export-schema.ts";

/** How a CSV is written: with `?bom=true` for people, who open it in a spreadsheet, otherwise for programs. */
export function readStyle(query: unknown): { readonly forPeople: boolean } {
  return { forPeople: parseInput(ExportSchema.StyleQuery, query).bom === "true" };
}
