import { createOdooJson2 } from "./create-odoo-json2.ts";
import { createOdooXmlRpc } from "./create-odoo-xml-rpc.ts";
import type { Odoo } from "./odoo.ts";
import type { OdooAccess } from "./odoo-access.ts";

/** The client for the protocol that a tenant's Odoo speaks. */
export function createOdoo(
  connection: OdooAccess & { readonly protocol: "json2" | "xmlrpc"; readonly login: string | null },
): Odoo {
  const { protocol, login, ...rest } = connection;
  if (protocol === "json2") return createOdooJson2(rest);
  if (login === null) throw new TypeError("the database keeps no XML-RPC connection without a login");
  return createOdooXmlRpc({ ...rest, login });
}
