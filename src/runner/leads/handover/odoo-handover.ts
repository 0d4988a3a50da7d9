import { redactValue } from "../../../redaction.ts";
import type { OdooLead, OdooPartner } from "../../../vendors/odoo/odoo.ts";
import type { TargetCompany } from "../../record/target-company.ts";
import type { StoredEmail } from "../email-store.ts";
import type { LeadScoreResult } from "../score-lead.ts";

const STARS = { High: 3, Medium: 2, Low: 1 } as const;
/** Contacts handed over per company. */
const CONTACTS_A_COMPANY = 2;

/** Everything that Odoo gets for a lead; each record has a key of ours, by which it is found again. */
export interface OdooHandover {
  readonly company: OdooPartner;
  readonly people: readonly OdooPartner[];
  /** Without the company's id in Odoo, which Odoo assigns. */
  readonly lead: Omit<OdooLead, "partnerId">;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Odoo shows a lead's description as HTML: a paragraph of text, in which nothing a site or a model said is markup. */
function htmlOf(text: string): string {
  return `<p>${text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)}</p>`;
}

/**
 * What Odoo gets for a lead: addresses and secrets masked, but for the address that is the lead's. Deterministic, so that comparing two of
 * them shows whether anything changed.
 */
export function createHandover(
  company: TargetCompany,
  facts: {
    readonly scored: LeadScoreResult;
    readonly emails: readonly StoredEmail[];
    readonly contacts: readonly {
      readonly contactId: string;
      readonly firstName: string;
      readonly lastName: string;
      readonly title: string | null;
    }[];
    readonly allowWebmail: boolean;
  },
): OdooHandover {
  const { scored, emails, contacts, allowWebmail } = facts;
  const usable = emails.filter(({ status, isWebmail }) => status !== "bad" && (allowWebmail || !isWebmail));
  const email = usable.find(({ status }) => status === "verified")?.email ?? usable[0]?.email;
  const ref = `nightshift:company:${company.companyId}`;
  return {
    company: {
      ref,
      name: redactValue(company.name),
      isCompany: true,
      ...(company.website !== null && { website: company.website }),
      ...(email !== undefined && { email }),
    },
    people: contacts.slice(0, CONTACTS_A_COMPANY).map(({ contactId, firstName, lastName, title }) => ({
      // Keyed by the person, not the position in the list: a new colleague must not overwrite somebody else's record.
      ref: `nightshift:contact:${contactId}`,
      name: redactValue(`${firstName} ${lastName}`),
      isCompany: false,
      parentRef: ref,
      ...(title !== null && { jobTitle: redactValue(title) }),
    })),
    lead: {
      ref: `nightshift:lead:${company.companyId}`,
      name: `${redactValue(company.name)} (${scored.bucket}, ${scored.score})`,
      description: htmlOf(redactValue(scored.rationale)),
      priority: STARS[scored.bucket],
      ...(email !== undefined && { email }),
    },
  };
}
