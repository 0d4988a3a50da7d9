import { VendorError } from "../calling/vendor-error.ts";

/** Exceptions Odoo raises for an unknown field, or for a value the field does not accept. */
export function isFieldException(name: string): boolean {
  return FIELD_EXCEPTIONS.has(name.replace(/^builtins\./, ""));
}

const FIELD_EXCEPTIONS: ReadonlySet<string> = new Set([
  "ValueError",
  "KeyError",
  "odoo.exceptions.ValidationError",
  "werkzeug.exceptions.UnprocessableEntity",
]);

/** Whether Odoo refused a record because of its fields, so that one with fewer fields may be accepted. */
export function isAboutFields(error: unknown): boolean {
  if (!(error instanceof VendorError) || error.vendor !== "odoo" || error.kind !== "bad_request")
    return false;
  const { status, vendorCode } = error.facts;
  // Over XML-RPC a refused value is reported as a warning (fault 2) and nothing more.
  return (
    status === 422 || (vendorCode !== undefined && (vendorCode === "fault_2" || isFieldException(vendorCode)))
  );
}
