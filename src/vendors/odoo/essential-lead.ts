import type { OdooLead, OdooPartner } from "./odoo.ts";

/** A partner reduced to what a lead needs. */
export function essentialPartner({ ref, name, isCompany, parentRef, email }: OdooPartner): OdooPartner {
  return {
    ref,
    name,
    isCompany,
    ...(parentRef !== undefined && { parentRef }),
    ...(email !== undefined && { email }),
  };
}

/** A lead reduced to its essentials: name, company, why it is one, and its address. */
export function essentialLead({ ref, name, partnerId, description, email }: OdooLead): OdooLead {
  return {
    ref,
    name,
    partnerId,
    ...(description !== undefined && { description }),
    ...(email !== undefined && { email }),
  };
}
