import { errorCode } from "../../errors.ts";
import type { CallContext } from "../../vendors/calling/call-context.ts";
import type { Charged } from "../../vendors/calling/charged.ts";
import { isAboutFields } from "../../vendors/odoo/is-about-fields.ts";
import type { OdooRecord } from "../../vendors/odoo/odoo.ts";
import type { RunContext } from "./stage-work.ts";

/** Something to have in Odoo: how to send it, and what is essential of it. */
export interface Upsert<Thing> {
  readonly operation: string;
  readonly companyId: string;
  readonly thing: Thing;
  readonly reduce: (thing: Thing) => Thing;
  readonly send: (thing: Thing, context: CallContext) => Promise<Charged<OdooRecord>>;
}

/** An upsert; when Odoo refuses a field, again with what is essential, and so for the rest of the run. Odoo's id of it. */
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
