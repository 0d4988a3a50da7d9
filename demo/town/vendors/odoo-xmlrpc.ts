import { z } from "zod";
import { readMethodCall, XmlRpcFormatError } from "../../../src/vendors/odoo/read-method-response.ts";
import { writeValue } from "../../../src/vendors/odoo/write-method-call.ts";
import type { OdooDatabases } from "./odoo-databases.ts";
import { ODOO_METHODS } from "./odoo-methods.ts";
import {
  type ProblemKind,
  type VendorAnswer,
  type VendorCall,
  type VendorOperation,
  VendorProblem,
} from "./town-vendor.ts";

/** The login the key belongs to; any other is denied. */
export const ODOO_LOGIN = "nightshift@acme.example";
const USER_ID = 7;
const KEY_PREFIX = "odoo-town-";

const ANY_CALL = z.tuple([z.string(), z.unknown(), z.string()], z.unknown());
const ExecuteKw = z.tuple([
  z.string(),
  z.number(),
  z.string(),
  z.string(),
  z.string(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()).default({}),
]);
const Refusal = z.object({ name: z.string(), message: z.string() });

/** What the positional arguments of a method are called in JSON-2. */
const POSITIONS: Readonly<Record<string, readonly string[]>> = {
  search: ["domain", "offset", "limit", "order"],
  search_count: ["domain", "limit"],
  search_read: ["domain", "fields", "offset", "limit", "order"],
  read: ["ids", "fields"],
  load: ["fields", "data"],
  create: ["vals_list"],
  write: ["ids", "vals"],
  unlink: ["ids"],
  name_search: ["name", "domain", "operator", "limit"],
  fields_get: ["allfields"],
};

/** The older way into the same databases: https://www.odoo.com/documentation/18.0/developer/reference/external_api.html */
export function createXmlRpcOperations(databases: OdooDatabases): readonly VendorOperation[] {
  return [
    {
      name: "xmlrpc.common",
      method: "POST",
      path: /^\/xmlrpc\/2\/common$/,
      format: "xml",
      isPaid: false,
      isOpen: true,
      run: (call) => answered(call, (method, parameters) => callCommon(databases, method, parameters)),
    },
    {
      name: "xmlrpc.object",
      method: "POST",
      path: /^\/xmlrpc\/2\/object$/,
      format: "xml",
      isPaid: true,
      isOpen: true,
      run: (call) => answered(call, (method, parameters) => callObject(databases, method, parameters)),
    },
  ];
}

/** How the older way refuses: a fault with HTTP 200, except where a proxy in front of it answers. */
export function xmlRpcProblem(kind: ProblemKind, detail: string): VendorAnswer {
  switch (kind) {
    case "auth":
      return fault(3, "Access Denied");
    case "quota":
      return fault(4, "The external API is not part of your subscription.");
    case "server":
      return fault(1, traceback("psycopg2.OperationalError: server closed the connection unexpectedly"));
    case "rate_limited":
      return { status: 429, headers: { "retry-after": "1", ...XML }, body: "Too many requests" };
    case "content_type":
    case "bad_request":
    case "not_found":
      return { status: 400, headers: XML, body: detail };
  }
}

/** The key in a call, for the ledger; null if there is none. */
export function xmlRpcKey(body: unknown): string | null {
  if (typeof body !== "string") return null;
  try {
    const parsed = ANY_CALL.safeParse(readMethodCall(body).parameters);
    return parsed.success ? parsed.data[2] : null;
  } catch {
    return null;
  }
}

type Serve = (method: string, parameters: readonly unknown[]) => unknown;

function answered({ body }: VendorCall, serve: Serve): VendorAnswer {
  try {
    const { method, parameters } = readMethodCall(z.string().parse(body));
    const value = writeValue(serve(method, parameters));
    return xml(`<methodResponse><params><param>${value}</param></params></methodResponse>`);
  } catch (error) {
    if (error instanceof XmlRpcFormatError) throw new VendorProblem("bad_request", error.message);
    if (error instanceof Fault) return fault(error.faultCode, error.message);
    if (error instanceof z.ZodError)
      return fault(1, traceback(`TypeError: ${error.issues[0]?.message ?? ""}`));
    const refusal = error instanceof VendorProblem ? Refusal.safeParse(error.answer?.body).data : undefined;
    if (refusal === undefined) throw error;
    return faultOf(refusal);
  }
}

function callCommon(databases: OdooDatabases, method: string, parameters: readonly unknown[]): unknown {
  if (method === "version") {
    return { server_version: "18.0", server_version_info: [18, 0, 0, "final", 0, ""], protocol_version: 1 };
  }
  if (method !== "authenticate") throw new Fault(1, traceback(`Exception: Method not found: ${method}`));
  const [database, login, key] = ANY_CALL.parse(parameters);
  if (!databases.has(database)) {
    throw new Fault(1, traceback(`psycopg2.OperationalError: database "${database}" does not exist`));
  }
  return login === ODOO_LOGIN && key.startsWith(KEY_PREFIX) ? USER_ID : false;
}

function callObject(databases: OdooDatabases, called: string, parameters: readonly unknown[]): unknown {
  if (called !== "execute_kw") throw new Fault(1, traceback(`NameError: Method not available ${called}`));
  const [database, user, key, model, name, positional, named] = ExecuteKw.parse(parameters);
  if (user !== USER_ID || !key.startsWith(KEY_PREFIX)) throw new Fault(3, "Access Denied");
  const table = databases.table(database, model);
  if (table === undefined) throw new Fault(2, `Object ${model} doesn't exist`);
  const method = ODOO_METHODS[name];
  if (method === undefined) throw new Fault(1, traceback(`AttributeError: no method ${name} on ${model}`));
  const names = POSITIONS[name] ?? [];
  const placed = Object.fromEntries(positional.map((value, place) => [names[place] ?? `_${place}`, value]));
  return method({ table, database, databases, body: { ...placed, ...named } });
}

class Fault extends Error {
  constructor(
    readonly faultCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Odoo's own warnings are fault 2, missing rights fault 4, anything else a traceback. */
function faultOf({ name, message }: z.infer<typeof Refusal>): VendorAnswer {
  if (name === "odoo.exceptions.AccessError") return fault(4, message);
  if (name.startsWith("odoo.exceptions.")) return fault(2, message);
  return fault(1, traceback(`${name.replace(/^builtins\./, "")}: ${message}`));
}

function traceback(lastLine: string): string {
  return `Traceback (most recent call last):\n  File "/odoo/http.py", line 1788, in _serve_db\n${lastLine}\n`;
}

const XML = { "content-type": "text/xml; charset=utf-8" };

function fault(faultCode: number, faultString: string): VendorAnswer {
  return xml(`<methodResponse><fault>${writeValue({ faultCode, faultString })}</fault></methodResponse>`);
}

function xml(body: string): VendorAnswer {
  return { status: 200, headers: XML, body: `<?xml version='1.0'?>\n${body}\n` };
}
