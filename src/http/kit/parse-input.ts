import type { z } from "zod";
import { InvalidInputError } from "../../errors.ts";

/** Outside data parsed by `schema`, or an error that names the first invalid field. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  refuseUnstorable(input, []);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidInputError(issue?.path.join(".") || "request", issue?.message ?? "not understood");
}

/** Deeper nesting than any request needs. */
const DEEPEST = 64;

/** Text that the database cannot store (NUL, half a surrogate pair), or a name with a special meaning in JavaScript. */
function refuseUnstorable(value: unknown, path: readonly string[]): void {
  const field = path.join(".") || "request";
  if (typeof value === "string") {
    refuseText(value, field);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (path.length >= DEEPEST)
    throw new InvalidInputError(path[0] ?? "request", `is nested deeper than ${DEEPEST} levels`);
  for (const [name, inner] of Object.entries(value)) {
    if (name === "__proto__") throw new InvalidInputError(field, "has a member __proto__; remove it");
    refuseText(name, field);
    refuseUnstorable(inner, [...path, name]);
  }
}

function refuseText(text: string, field: string): void {
  if (text.includes("\0")) throw new InvalidInputError(field, "holds a NUL character; remove it");
  if (!text.isWellFormed())
    throw new InvalidInputError(field, "holds half of a character (a lone surrogate); remove it");
}
