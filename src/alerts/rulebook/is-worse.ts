import { SEVERITIES, type Severity } from "../../entities/vocabulary.ts";

/** Whether one severity is worse than another. */
export function isWorse(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other);
}
