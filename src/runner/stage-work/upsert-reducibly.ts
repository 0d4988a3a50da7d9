import { errorCode } from "../../errors.ts";
import type { CallContext } from "../../vendors/calling/call-context.ts";
import type { Charged } from "../../vendors/calling/charged.ts";
import { isAboutFields } from "../../vendors/odoo/is-about-fields.ts";
import type { OdooRecord } from "../../vendors/odoo/odoo.ts";
import type { RunContext } from "./stage-work.ts";

/** A record to upsert in Odoo: how to send it, and its essential fields. */
export interface Upsert<Thing> {
  readonly operation: string;
  readonly companyId: string;
  readonly thing: Thing;
  readonly reduce: (thing: Thing) => Thing;
  readonly send: (thing: Thing, context: CallContext) => Promise<Charged<OdooRecord>>;
}

/** Upserts a record and returns its Odoo id. If Odoo refuses a field, only essential fields are sent for the rest of the run. */
export async function upsertReducibly<Thing>(
  run: RunContext,
  { operation, companyId, thing, reduce, send }: Upsert<Thing>,
): Promise<number> {
  const stage = "export_odoo";
  const ask = async (sent: Thing) => {
    const { value } = await run.vendors.call("odoo", operation, { stage, companyId }, (context) =>
      send(sent, context),
    );
    return value.id;
  };
  const isReduced = await run.degradations.has("odoo_essential_fields");
  try {
    return await ask(isReduced ? reduce(thing) : thing);
  } catch (error) {
    if (isReduced || !isAboutFields(error)) throw error;
    const reason = `Odoo refused the fields of ${operation} (${errorCode(error)})`;
    await run.degradations.note("odoo_essential_fields", { stage, reason });
    return ask(reduce(thing));
  }
}
