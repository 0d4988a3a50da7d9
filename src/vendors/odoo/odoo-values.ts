import type { OdooLead, OdooPartner } from "./odoo.ts";

/** Field values for Odoo's `create` and `write`. */
export type OdooValues = Readonly<Record<string, string | number | boolean>>;

/** The field that holds our key, by model. */
export const KEY_FIELD = { "res.partner": "ref", "crm.lead": "referred" } as const;

export type OdooModel = keyof typeof KEY_FIELD;

/** A partner as Odoo's fields; unknown values are left out so that they overwrite nothing. */
export function partnerValues(partner: OdooPartner, parentId: number | undefined): OdooValues {
  return known({
    ref: partner.ref,
    name: partner.name,
    is_company: partner.isCompany,
    parent_id: parentId,
    website: partner.website,
    email: partner.email,
    phone: partner.phone,
    function: partner.jobTitle,
    street: partner.street,
    city: partner.city,
    comment: partner.comment,
  });
}

/** A lead as Odoo's fields. */
export function leadValues(lead: OdooLead): OdooValues {
  return known({
    referred: lead.ref,
    name: lead.name,
    type: "lead",
    partner_id: lead.partnerId,
    description: lead.description,
    contact_name: lead.contactName,
    email_from: lead.email,
    phone: lead.phone,
    website: lead.website,
    // Odoo's selection field stores the digit as text.
    priority: lead.priority?.toString(),
  });
}

/** Fields that refer to a record by its id, as imports name them. */
const IMPORT_NAME: Readonly<Record<string, string>> = {
  parent_id: "parent_id/.id",
  partner_id: "partner_id/.id",
};

/**
 * A record as `load` takes it: all values as text, and an external id made from our key
 * (https://www.odoo.com/documentation/19.0/developer/reference/backend/orm.html).
 */
export function importRow(
  ref: string,
  values: OdooValues,
): { readonly fields: string[]; readonly data: string[][] } {
  const entries = Object.entries(values);
  return {
    fields: ["id", ...entries.map(([field]) => IMPORT_NAME[field] ?? field)],
    data: [[externalId(ref), ...entries.map(([, value]) => String(value))]],
  };
}

/** `nightshift:company:ID` becomes `nightshift.company_ID`: our own module, and a name without a dot. */
function externalId(ref: string): string {
  return `nightshift.${ref.replace(/^nightshift:/, "").replaceAll(/[^\w-]/g, "_")}`;
}

function known(values: Readonly<Record<string, string | number | boolean | undefined>>): OdooValues {
  const result: Record<string, string | number | boolean> = {};
  for (const [field, value] of Object.entries(values)) if (value !== undefined) result[field] = value;
  return result;
}
