import { VendorError } from "../calling/vendor-error.ts";

/** Exceptions Odoo raises for a field it does not have, or a value the field does not take. */
export function isFieldException(name: string): boolean {
  return FIELD_EXCEPTIONS.has(name.replace(/^builtins\./, ""));
}

const FIELD_EXCEPTIONS: ReadonlySet<string> = new Set([
  "ValueError",
  "KeyError",
  "odoo.exceptions.ValidationError",
  "werkzeug.exceptions.UnprocessableEntity",
]);

/** Whether Odoo refused a record for what is in its fields, so that one with fewer fields may go through. */
export function isAboutFields(error: unknown): boolean {
  if (!(error instanceof VendorError) || error.vendor !== "odoo" || error.kind !== "bad_request")
    return false;
  const { status, vendorCode } = error.facts;
  // Over XML-RPC a warning (fault 2) is all that is said of a value that was refused.
  return (
    status === 422 || (vendorCode !== undefined && (vendorCode === "fault_2" || isFieldException(vendorCode)))
  );
}
