import type { VendorConnection } from "../http/vendor-connection.ts";

/** How to reach one tenant's Odoo. */
export interface OdooAccess extends VendorConnection {
  readonly database: string;
}
