import type { CallContext } from "../calling/call-context.ts";
import type { Charged } from "../calling/charged.ts";

/** A company or person in Odoo: one `res.partner`. */
export interface OdooPartner {
  /** Our key, stored in `ref`: the same ref is always the same partner, however often it is sent. */
  readonly ref: string;
  readonly name: string;
  readonly isCompany: boolean;
  /** The ref of the company a person belongs to, which must have been sent before. */
  readonly parentRef?: string;
  readonly website?: string;
  readonly email?: string;
  readonly phone?: string;
  /** A person's job title. */
  readonly jobTitle?: string;
  readonly street?: string;
  readonly city?: string;
  /** An internal note. */
  readonly comment?: string;
}

/** A lead in Odoo: one `crm.lead`. */
export interface OdooLead {
  /** Our own key, stored in `referred` (leads have no `ref`). */
  readonly ref: string;
  readonly name: string;
  /** Odoo's id of the company. */
  readonly partnerId: number;
  /** Plain text or HTML. */
  readonly description?: string;
  readonly contactName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly website?: string;
  /** Odoo's stars, 0 to 3. */
  readonly priority?: 0 | 1 | 2 | 3;
}

/** The result of an upsert. */
export interface OdooRecord {
  readonly id: number;
  /** False if it existed and was updated. */
  readonly created: boolean;
}

/**
 * The CRM that receives our leads. Each upsert first looks for its key, and creates under an external id made from it. So
 * an upsert whose outcome is unknown can simply be repeated, even while the lost one is still running in Odoo.
 */
export interface Odoo {
  /** Odoo's version, e.g. `19.0`. Needs no key, so it tells an unreachable server from a wrong key. */
  version(context: CallContext): Promise<Charged<string>>;
  /** Whether the key is taken: a search that may find nothing. Throws VendorError. */
  checkKey(context: CallContext): Promise<Charged<null>>;
  upsertPartner(partner: OdooPartner, context: CallContext): Promise<Charged<OdooRecord>>;
  upsertLead(lead: OdooLead, context: CallContext): Promise<Charged<OdooRecord>>;
}
