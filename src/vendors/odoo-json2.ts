import { z } from "zod";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "./http-failure.ts";
import { createJsonClient, joinUrl, type VendorConnection } from "./http-json.ts";
import type { Odoo, OdooRecord } from "./odoo.ts";
import { KEY_FIELD, leadValues, type OdooModel, type OdooValues, partnerValues } from "./odoo-values.ts";
import { type CallContext, type Charged, VendorError } from "./vendor.ts";

/** How to reach one tenant's Odoo. */
export interface OdooConnection extends VendorConnection {
  readonly database: string;
}

const VersionAnswer = z.object({ version: z.string() });
const SearchReadAnswer = z.array(z.object({ id: z.number().int().positive() }));
/** The new records' ids: a list for a list, but a bare id is accepted too. */
const CreateAnswer = z.union([
  z.tuple([z.number().int().positive()], z.number()).transform(([id]) => id),
  z.number().int().positive(),
]);

/** Odoo 19 and later: the JSON-2 API. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html */
export function createOdooJson2(connection: OdooConnection): Odoo {
  const client = createJsonClient({ vendor: "odoo", connection, classify });

  /** Each of these is a transaction of its own. */
  function execute<Answer>(
    operation: string,
    call: { model: OdooModel; method: string; arguments: Readonly<Record<string, unknown>> },
    answer: z.ZodType<Answer>,
    context: CallContext,
  ): Promise<Answer> {
    return client.request(
      {
        operation,
        method: "POST",
        url: joinUrl(connection.baseUrl, `/json/2/${call.model}/${call.method}`),
        headers: {
          authorization: `bearer ${connection.apiKey}`,
          "x-odoo-database": connection.database,
        },
        body: call.arguments,
        answer,
      },
      context,
    );
  }

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
          // Otherwise an archived record is not found, and made a second time.
          context: { active_test: false },
        },
      },
      SearchReadAnswer,
      context,
    );
    return found[0]?.id;
  }

  async function upsert(
    operation: string,
    model: OdooModel,
    ref: string,
    values: OdooValues,
    context: CallContext,
  ): Promise<Charged<OdooRecord>> {
    const found = await find(operation, model, ref, context);
    if (found !== undefined) {
      await execute(
        operation,
        { model, method: "write", arguments: { ids: [found], vals: values } },
        z.unknown(),
        context,
      );
      return { value: { id: found, created: false }, charge: { unit: "none" } };
    }
    const id = await execute(
      operation,
      { model, method: "create", arguments: { vals_list: [values] } },
      CreateAnswer,
      context,
    );
    return { value: { id, created: true }, charge: { unit: "none" } };
  }

  return {
    async version(context) {
      const { version } = await client.request(
        {
          operation: "version",
          method: "GET",
          url: joinUrl(connection.baseUrl, "/web/version"),
          answer: VersionAnswer,
        },
        context,
      );
      return { value: version, charge: { unit: "none" } };
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
      return upsert(operation, "res.partner", partner.ref, partnerValues(partner, parentId), context);
    },

    upsertLead: (lead, context) => upsert("upsert_lead", "crm.lead", lead.ref, leadValues(lead), context),
  };
}

const OdooProblem = z.object({ name: z.string() });

/** Odoo's error bodies hold a traceback (`debug`) and the arguments, records' values included: only the exception's class is kept. */
function classify({ status, body }: HttpAnswer): HttpFailure {
  const problem = OdooProblem.safeParse(body);
  return { ...failureOfStatus(status), ...(problem.success ? { vendorCode: problem.data.name } : {}) };
}
