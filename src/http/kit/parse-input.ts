import type { z } from "zod";
import { InvalidInputError } from "../../errors.ts";

/** Outside data as `schema` reads it, or an error that names the first field it stumbled on. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  refuseUnstorable(input, []);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidInputError(issue?.path.join(".") || "request", issue?.message ?? "not understood");
}

/** Text that no database takes (NUL, half a surrogate pair), and a name that means something else to JavaScript. */
function refuseUnstorable(value: unknown, path: readonly string[]): void {
  const field = path.join(".") || "request";
  if (typeof value === "string") {
    if (value.includes("\0")) throw new InvalidInputError(field, "holds a NUL character; remove it");
    if (!value.isWellFormed()) {
      throw new InvalidInputError(field, "holds half of a character (a lone surrogate); remove it");
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === "__proto__") throw new InvalidInputError(field, "has a member __proto__; remove it");
    refuseUnstorable(inner, [...path, name]);
  }
}
