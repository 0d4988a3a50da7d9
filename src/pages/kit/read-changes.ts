import { z } from "zod";
import { InvalidInputError } from "../../errors.ts";

const Changes = z.record(z.string(), z.unknown());

/** A JSON object that somebody typed. Throws InvalidInputError. */
export function readChanges(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError("changes", `must be a JSON object such as {"dailyCap": 500}`, { cause });
  }
  const changes = Changes.safeParse(parsed);
  if (!changes.success)
    throw new InvalidInputError("changes", `must be a JSON object such as {"dailyCap": 500}`);
  return changes.data;
}
