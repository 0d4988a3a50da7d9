import { findOdooConnection, touchOdooConnection } from "../../database/tenants/odoo-connection-store.ts";
import { keepUnexcluded } from "../../exclusions/keep-unexcluded.ts";
import { keysOfPerson } from "../../exclusions/key-address.ts";
import { normaliseEmail } from "../../redaction.ts";
import { essentialLead, essentialPartner } from "../../vendors/odoo/essential-lead.ts";
import type { OdooLead, OdooPartner } from "../../vendors/odoo/odoo.ts";
import { readContacts } from "../leads/contact-store.ts";
import { readEmails } from "../leads/email-store.ts";
import { dropClaim, saveExport } from "../leads/handover/export-store.ts";
import { holdLeads } from "../leads/handover/hold-leads.ts";
import { createHandover } from "../leads/handover/odoo-handover.ts";
import { whileClaimed } from "../leads/handover/while-claimed.ts";
import { hashText } from "../leads/hash-text.ts";
import { findScore } from "../leads/score-store.ts";
import { REASONS } from "../record/stage-reasons.ts";
import { skipForVendor } from "../stage-work/skip-for-vendor.ts";
import type { CompanyWork, Precondition } from "../stage-work/stage-work.ts";
import { upsertReducibly } from "../stage-work/upsert-reducibly.ts";

export const leadsMayLeave: Precondition = async (run, dependencies) =>
  run.vendors.odoo === null ? REASONS.noOdoo : holdLeads(run, dependencies);

/**
 * Exports a lead that is good enough to the tenant's Odoo: the company, its contacts and a lead, each found again by our
 * own key. A lead that has not changed since its last export is not sent again.
 */
export const exportOdoo: CompanyWork = async (run, company, { database, environment, secrets, clock }) => {
  const { odoo } = run.vendors;
  if (odoo === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const [scored, emails, contacts, connection] = await database.batch(run.tenantId, (batch) =>
    Promise.all([
      findScore(batch, { ...run, companyId }),
      readEmails(batch, companyId),
      readContacts(batch, companyId),
      findOdooConnection(batch),
    ]),
  );
  if (scored === null) return { outcome: "skipped", code: "not_scored" };
  if (scored.score < (run.policy.exportMinScore ?? environment.exportMinScore)) {
    return { outcome: "skipped", code: "below_threshold" };
  }
  // Both in one round trip.
  const free = await keepUnexcluded(database, run.tenantId, [
    ...emails.map((address) => ({ address, keys: [secrets.hash(normaliseEmail(address.email))] })),
    ...contacts.map((contact) => ({ contact, keys: keysOfPerson(secrets, contact, company) })),
  ]);
  const handover = createHandover(company, {
    scored,
    emails: free.flatMap((one) => ("address" in one ? [one.address] : [])),
    contacts: free.flatMap((one) => ("contact" in one ? [one.contact] : [])),
    allowWebmail: run.policy.allowWebmail,
  });
  const hash = hashText(JSON.stringify([connection?.baseUrl, connection?.database, handover]));

  return skipForVendor(() =>
    whileClaimed({ database, ...run }, companyId, async (claim) => {
      if (claim.isHeld) {
        await database.batch(run.tenantId, (batch) => dropClaim(batch, claim));
        return { outcome: "skipped", code: "held" };
      }
      if (claim.exportHash === hash && run.manifest.forceExport !== true) {
        await database.batch(run.tenantId, (batch) => dropClaim(batch, claim));
        return { outcome: "skipped", code: "unchanged" };
      }
      const upsertPartner = (partner: OdooPartner) =>
        upsertReducibly(run, {
          operation: "upsert_partner",
          companyId,
          thing: partner,
          reduce: essentialPartner,
          send: (sent, context) => {
            claim.assertHeld();
            return odoo.upsertPartner(sent, context);
          },
        });
      const partnerId = await upsertPartner(handover.company);
      for (const person of handover.people) await upsertPartner(person);
      const odooRecordId = await upsertReducibly<OdooLead>(run, {
        operation: "upsert_lead",
        companyId,
        thing: { ...handover.lead, partnerId },
        reduce: essentialLead,
        send: (sent, context) => {
          claim.assertHeld();
          return odoo.upsertLead(sent, context);
        },
      });
      return {
        outcome: "success",
        told: { action: "upsert_lead", odooModel: "crm.lead", odooRecordId },
        save: (batch) =>
          Promise.all([saveExport(batch, claim, { hash, at: clock() }), touchOdooConnection(batch, clock())]),
      };
    }),
  );
};
