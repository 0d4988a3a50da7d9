import type { z } from "zod";
import type { Charge } from "../../charge.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import { VendorError } from "../calling/vendor-error.ts";

/** Where an answer came from, for the error if it cannot be read. */
export interface AnswerOrigin {
  readonly vendor: VendorName;
  readonly operation: string;
  readonly status: number;
  /** What the answer cost, if that is known before its shape is. */
  readonly charge?: Charge;
  /** Prefix for the field's path. */
  readonly within?: string;
}

/** Returns data of the expected shape, or throws a `malformed` error that names the first wrong field, never its value. */
export function readShape<Shape>(schema: z.ZodType<Shape>, data: unknown, origin: AnswerOrigin): Shape {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw malformedAnswer(result.error.issues, origin);
}

/** The error of an answer with these issues; it names the first field. */
export function malformedAnswer(issues: readonly z.core.$ZodIssue[], origin: AnswerOrigin): VendorError {
  const path = [...(origin.within === undefined ? [] : [origin.within]), ...firstPath(issues)];
  return new VendorError(origin.vendor, "malformed", {
    operation: origin.operation,
    status: origin.status,
    vendorCode: path.length === 0 ? "answer" : path.join("."),
    ...(origin.charge === undefined ? { outcomeUnknown: true } : { charge: origin.charge }),
  });
}

/** The first issue's path. A union hides its own issues one level down: the first branch stands for it. */
function firstPath(issues: readonly z.core.$ZodIssue[]): string[] {
  const issue = issues[0];
  if (issue === undefined) return [];
  const inner = issue.code === "invalid_union" ? firstPath(issue.errors[0] ?? []) : [];
  return [...issue.path.map(fieldName), ...inner];
}

/** A field's name may be the vendor's data (the key of a map), so only what looks like a name is repeated. */
export function fieldName(key: PropertyKey): string {
  const name = String(key);
  return /^\w{1,40}$/.test(name) ? name : "*";
}
