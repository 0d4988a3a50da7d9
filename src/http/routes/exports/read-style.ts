import { z } from "zod";
import { parseInput } from "../../kit/parse-input.ts";

const Query = z.object({
  bom: z.enum(["true", "false"], { error: "must be true or false" }).default("false"),
});

/** How a CSV is written: with `?bom=true` for people, who open it in a spreadsheet, otherwise for programs. */
export function readStyle(query: unknown): { readonly forPeople: boolean } {
  return { forPeople: parseInput(Query, query).bom === "true" };
}
