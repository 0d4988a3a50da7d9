import type { VendorConnection } from "../calling/vendor-connection.ts";

/** How to reach one tenant's Odoo. */
export interface OdooConnection extends VendorConnection {
  readonly database: string;
}
