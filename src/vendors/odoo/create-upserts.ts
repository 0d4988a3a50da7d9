import { z } from "zod";
import type { CallContext } from "../calling/call-context.ts";
import type { Charged } from "../calling/charged.ts";
import { VendorError } from "../calling/vendor-error.ts";
import type { Odoo, OdooRecord } from "./odoo.ts";
import {
  importRow,
  KEY_FIELD,
  leadValues,
  type OdooModel,
  type OdooValues,
  partnerValues,
} from "./odoo-values.ts";

/** A call to a model's method as in JSON-2: named arguments, with `ids` for the records it works on. */
export interface OdooCall {
  readonly model: OdooModel;
  readonly method: "search_read" | "write" | "load" | "create";
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** One way to call Odoo; each call is its own transaction there. */
export type ExecuteOdoo = <Answer>(
  operation: string,
  call: OdooCall,
  answer: z.ZodType<Answer>,
  context: CallContext,
) => Promise<Answer>;

/** A record to create, or to write to where its key is known. */
interface Upsert {
  readonly operation: string;
  readonly model: OdooModel;
  readonly ref: string;
  readonly values: OdooValues;
}

const SearchReadAnswer = z.array(z.object({ id: z.number().int().positive() }));
/** The new records' ids: a list for a list; a bare id is accepted too. */
const CreateAnswer = z.union([
  z.tuple([z.number().int().positive()], z.number()).transform(([id]) => id),
  z.number().int().positive(),
]);

/** True, or null where an add-on forgets to return it; anything else does not confirm the write. */
const WriteAnswer = z.literal(true).nullable();

/** `ids` is false if nothing was loaded; the messages explain why, but we do not keep them. */
const LoadAnswer = z.object({
  ids: z.union([z.literal(false), z.tuple([z.number().int().positive()])]),
});

/** The port's upserts and the check of its key, over either protocol. */
export function createUpserts(execute: ExecuteOdoo): Pick<Odoo, "checkKey" | "upsertPartner" | "upsertLead"> {
  async function find(operation: string, model: OdooModel, ref: string, context: CallContext) {
    const found = await execute(
      operation,
      {
        model,
        method: "search_read",
        arguments: {
          domain: [[KEY_FIELD[model], "=", ref]],
          fields: ["id"],
          limit: 1,
          order: "id",
          // Otherwise an archived record is not found and is created a second time.
          context: { active_test: false },
        },
      },
      SearchReadAnswer,
      context,
    );
    return found[0]?.id;
  }

  /**
   * `load` creates a record under an external id, which Odoo's database keeps unique: if a call is still running there
   * after we gave up waiting and we repeat it, the result is one record. `create` would make two.
   */
  async function upsert(
    { operation, model, ref, values }: Upsert,
    context: CallContext,
  ): Promise<Charged<OdooRecord>> {
    const act = <Answer>(method: "write" | "load" | "create", named: object, answer: z.ZodType<Answer>) =>
      execute(operation, { model, method, arguments: { ...named } }, answer, context);
    /** Null if the record was deleted since it was found; XML-RPC has no code for that, so we look for it again. */
    const overwrite = async (id: number): Promise<Charged<OdooRecord> | null> => {
      try {
        await act("write", { ids: [id], vals: values }, WriteAnswer);
      } catch (error) {
        if (!isRefusal(error) || (await find(operation, model, ref, context)) !== undefined) throw error;
        return null;
      }
      return { value: { id, created: false }, charge: { unit: "none" } };
    };
    const found = await find(operation, model, ref, context);
    const written = found === undefined ? null : await overwrite(found);
    if (written !== null) return written;
    const { ids } = await act("load", importRow(ref, values), LoadAnswer);
    if (ids !== false) return { value: { id: ids[0], created: true }, charge: { unit: "none" } };
    // Refused: another call was faster, or a value is wrong, and only `create` says which.
    const winner = await find(operation, model, ref, context);
    const overwritten = winner === undefined ? null : await overwrite(winner);
    if (overwritten !== null) return overwritten;
    const id = await act("create", { vals_list: [values] }, CreateAnswer);
    return { value: { id, created: true }, charge: { unit: "none" } };
  }

  return {
    async checkKey(context) {
      await find("check_key", "res.partner", "nightshift", context);
      return { value: null, charge: { unit: "none" } };
    },

    async upsertPartner(partner, context) {
      const operation = "upsert_partner";
      let parentId: number | undefined;
      if (partner.parentRef !== undefined) {
        parentId = await find(operation, "res.partner", partner.parentRef, context);
        if (parentId === undefined) {
          throw new VendorError("odoo", "not_found", { operation, vendorCode: "parent" });
        }
      }
      return upsert(
        { operation, model: "res.partner", ref: partner.ref, values: partnerValues(partner, parentId) },
        context,
      );
    },

    upsertLead: (lead, context) =>
      upsert(
        { operation: "upsert_lead", model: "crm.lead", ref: lead.ref, values: leadValues(lead) },
        context,
      ),
  };
}

/** Whether Odoo understood the call and refused it, because of its values or because a record is missing. */
function isRefusal(error: unknown): boolean {
  return error instanceof VendorError && (error.kind === "bad_request" || error.kind === "not_found");
}
