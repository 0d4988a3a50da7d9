import { ZodError } from "zod";

import type { OdooDatabases } from "./odoo-databases.ts";
import { type OdooErrorName, odooError, odooErrorAnswer } from "./odoo-error.ts";
import { ODOO_METHODS } from "./odoo-methods.ts";
import { createXmlRpcOperations, xmlRpcKey, xmlRpcProblem } from "./odoo-xmlrpc.ts";
import {
  bearerKey,
  type ProblemKind,
  type TownVendor,
  type VendorAnswer,
  type VendorCall,
} from "./town-vendor.ts";

const PROBLEMS: Readonly<Record<ProblemKind, readonly [name: OdooErrorName, text: string | null]>> = {
  auth: ["werkzeug.exceptions.Unauthorized", "Invalid apikey"],
  bad_request: ["werkzeug.exceptions.BadRequest", null],
  content_type: ["werkzeug.exceptions.UnsupportedMediaType", null],
  not_found: ["werkzeug.exceptions.NotFound", null],
  quota: ["odoo.exceptions.AccessError", "The external API is not part of your subscription."],
  rate_limited: ["werkzeug.exceptions.TooManyRequests", "Too many requests."],
  server: ["psycopg2.OperationalError", "server closed the connection unexpectedly"],
};

/** The CRM: version 19 with JSON-2, and the older XML-RPC: https://www.odoo.com/documentation/19.0/developer/reference/external_api.html */
export function createOdoo(databases: OdooDatabases): TownVendor {
  return {
    name: "odoo",
    prefix: "/odoo",
    keyPrefix: "odoo-town-",
    operations: [
      {
        name: "version",
        method: "GET",
        path: /^\/web\/version$/,
        isPaid: false,
        isOpen: true,
        run: () => ({ status: 200, body: { version_info: [19, 0, 0, "final", 0, ""], version: "19.0" } }),
      },
      {
        name: "call",
        method: "POST",
        path: /^\/json\/2\/(?<model>[\w.]+)\/(?<method>\w+)$/,
        isPaid: true,
        run: (call, { model = "", method = "" }) => callMethod(databases, call, model, method),
      },
      ...createXmlRpcOperations(databases),
    ],
    readKey: ({ headers, body }) => bearerKey(headers) ?? xmlRpcKey(body),
    problem(kind, operation, detail) {
      if (operation.startsWith("xmlrpc.")) return xmlRpcProblem(kind, detail);
      const [name, text] = PROBLEMS[kind];
      return odooErrorAnswer(name, text ?? detail);
    },
    malform: (answer) => ({ ...answer, body: { result: "<html>" } }),
  };
}

function callMethod(databases: OdooDatabases, call: VendorCall, model: string, name: string): VendorAnswer {
  const database = call.headers["x-odoo-database"];
  if (typeof database !== "string" || !databases.has(database)) {
    throw odooError(
      "werkzeug.exceptions.NotFound",
      "No database is selected, or the one named does not exist.",
    );
  }
  const table = databases.table(database, model);
  if (table === undefined) {
    throw odooError("werkzeug.exceptions.NotFound", `the model '${model}' does not exist`);
  }
  const method = ODOO_METHODS[name];
  if (method === undefined) {
    throw odooError(
      "werkzeug.exceptions.NotFound",
      `the method '${name}' does not exist on the model '${model}'`,
    );
  }
  try {
    return { status: 200, body: method({ table, database, databases, body: call.body ?? {} }) };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const places = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
    throw odooError(
      "werkzeug.exceptions.UnprocessableEntity",
      `${model}.${name}() has wrong arguments: ${places}`,
    );
  }
}
