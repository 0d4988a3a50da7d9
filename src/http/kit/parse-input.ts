import type { z } from "zod";
import { InvalidInputError } from "../../errors.ts";

/** Outside data as `schema` reads it, or an error that names the first field it stumbled on. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InvalidInputError(issue?.path.join(".") || "request", issue?.message ?? "not understood");
}
