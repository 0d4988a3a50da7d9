import { touchOdooConnection } from "../../database/odoo-connection-store.ts";
import { errorCode } from "../../errors.ts";
import type { OdooLead, OdooPartner, OdooRecord } from "../../vendors/odoo.ts";
import { essentialLead, essentialPartner, isAboutFields } from "../../vendors/odoo-fields.ts";
import type { CallContext, Charged } from "../../vendors/vendor.ts";
import { findScore, readContacts, readEmails, saveExport } from "../lead-store.ts";
import type { CompanyWork, Precondition } from "../stage-work.ts";
import { skipForVendor } from "./skip-for-vendor.ts";

const STARS = { High: 3, Medium: 2, Low: 1 } as const;
/** Contacts handed over a company. */
const CONTACTS_A_COMPANY = 2;

export const odooIsConnected: Precondition = async ({ vendors }) =>
  vendors.odoo === null ? "the tenant has no active Odoo connection" : null;

/** Hands a lead that is good enough to the tenant's Odoo: the company, its contacts and a lead, each found again by our own key. */
export const exportOdoo: CompanyWork = async (run, company, { database, clock }) => {
  const { odoo } = run.vendors;
  if (odoo === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const key = { ...run, companyId };
  const [scored, emails, contacts] = await database.withTenant(run.tenantId, async (transaction) => [
    await findScore(transaction, key),
    await readEmails(transaction, companyId),
    await readContacts(transaction, companyId),
  ]);
  if (scored === null) return { outcome: "skipped", code: "not_scored" };
  if (scored.score < run.policy.exportMinScore) return { outcome: "skipped", code: "below_threshold" };

  const item = { stage: "export_odoo", companyId };
  const usable = emails.filter(
    ({ status, isWebmail }) => status !== "bad" && (run.policy.allowWebmail || !isWebmail),
  );
  const email = usable.find(({ status }) => status === "verified")?.email ?? usable[0]?.email;
  const companyRef = `nightshift:company:${companyId}`;
  /** An upsert; when Odoo refuses a field, again with what is essential, and so for the rest of the run. */
  async function upsert<Thing>(
    operation: string,
    thing: Thing,
    reduce: (thing: Thing) => Thing,
    send: (thing: Thing, context: CallContext) => Promise<Charged<OdooRecord>>,
  ): Promise<number> {
    const isReduced = await run.degradations.has("odoo_essential_fields");
    const ask = (sent: Thing) => run.vendors.call("odoo", operation, item, (context) => send(sent, context));
    try {
      return (await ask(isReduced ? reduce(thing) : thing)).value.id;
    } catch (error) {
      if (isReduced || !isAboutFields(error)) throw error;
      const reason = `Odoo refused the fields of ${operation} (${errorCode(error)})`;
      await run.degradations.note("odoo_essential_fields", { stage: "export_odoo", reason });
      return (await ask(reduce(thing))).value.id;
    }
  }

  return skipForVendor(async () => {
    const partnerId = await upsert<OdooPartner>(
      "upsert_partner",
      {
        ref: companyRef,
        name: company.name,
        isCompany: true,
        ...(company.website !== null && { website: company.website }),
        ...(email !== undefined && { email }),
      },
      essentialPartner,
      (partner, context) => odoo.upsertPartner(partner, context),
    );
    for (const [index, { firstName, lastName, title }] of contacts.slice(0, CONTACTS_A_COMPANY).entries()) {
      await upsert<OdooPartner>(
        "upsert_partner",
        {
          ref: `nightshift:contact:${companyId}:${index}`,
          name: `${firstName} ${lastName}`,
          isCompany: false,
          parentRef: companyRef,
          ...(title !== null && { jobTitle: title }),
        },
        essentialPartner,
        (partner, context) => odoo.upsertPartner(partner, context),
      );
    }
    await upsert<OdooLead>(
      "upsert_lead",
      {
        ref: `nightshift:lead:${companyId}`,
        name: `${company.name} (${scored.bucket}, ${scored.score})`,
        partnerId,
        description: scored.rationale,
        priority: STARS[scored.bucket],
        ...(email !== undefined && { email }),
      },
      essentialLead,
      (lead, context) => odoo.upsertLead(lead, context),
    );
    return {
      outcome: "success",
      async save(transaction) {
        await saveExport(transaction, key, clock());
        await touchOdooConnection(transaction, clock());
      },
    };
  });
};
