import type { OdooLead, OdooPartner } from "./odoo.ts";

/** A partner with no more than a lead needs of it. */
export function essentialPartner({ ref, name, isCompany, parentRef, email }: OdooPartner): OdooPartner {
  return {
    ref,
    name,
    isCompany,
    ...(parentRef !== undefined && { parentRef }),
    ...(email !== undefined && { email }),
  };
}

/** A lead with what makes it one: its name, its company, why it is one and where to write to. */
export function essentialLead({ ref, name, partnerId, description, email }: OdooLead): OdooLead {
  return {
    ref,
    name,
    partnerId,
    ...(description !== undefined && { description }),
    ...(email !== undefined && { email }),
  };
}
