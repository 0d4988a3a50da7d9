import { parseInput } from "../../kit/parse-input.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";

/** The id of a rule that an address names. */
export function readRuleId(parameters: unknown): string {
  return parseInput(AlertRuleSchema.Parameters, parameters).rule_id;
}
