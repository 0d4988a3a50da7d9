import { z } from "zod";
import { parseInput } from "../../kit/parse-input.ts";

const Parameters = z.object({
  rule_id: z.string().regex(/^[\w-]{1,64}$/, "is no rule's id; `GET /api/obs/alert-rules` lists them"),
});

/** The id of a rule that an address names. */
export function readRuleId(parameters: unknown): string {
  return parseInput(Parameters, parameters).rule_id;
}
