import { z } from "zod";
import { failureOfStatus, type HttpAnswer, type HttpFailure } from "../http/http-failure.ts";
import { joinUrl } from "../http/join-url.ts";
import { createJsonClient } from "../http/json-client.ts";
import { createUpserts } from "./create-upserts.ts";
import { isFieldException } from "./is-about-fields.ts";
import type { Odoo } from "./odoo.ts";
import type { OdooAccess } from "./odoo-access.ts";

const VersionAnswer = z.object({ version: z.string() });

/** Odoo 19 and later: the JSON-2 API. https://www.odoo.com/documentation/19.0/developer/reference/external_api.html */
export function createOdooJson2(connection: OdooAccess): Odoo {
  const client = createJsonClient({ vendor: "odoo", connection, classify });

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

    ...createUpserts((operation, call, answer, context) =>
      client.request(
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
      ),
    ),
  };
}

const OdooProblem = z.object({ name: z.string() });

/** Odoo's error bodies contain a traceback (`debug`) and the arguments with the records' values: only the exception's class is kept. */
function classify({ status, body }: HttpAnswer): HttpFailure {
  const problem = OdooProblem.safeParse(body);
  if (!problem.success) return failureOfStatus(status);
  const { name } = problem.data;
  // Odoo answers 500 for a field it does not have; repeating the call would not help.
  const failure: HttpFailure = isFieldException(name) ? { kind: "bad_request" } : failureOfStatus(status);
  return { ...failure, vendorCode: name };
}
