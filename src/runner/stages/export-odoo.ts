import { touchOdooConnection } from "../../database/odoo-connection-store.ts";
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
  return skipForVendor(async () => {
    const { value: partner } = await run.vendors.call("odoo", "upsert_partner", item, (context) =>
      odoo.upsertPartner(
        {
          ref: companyRef,
          name: company.name,
          isCompany: true,
          ...(company.website !== null && { website: company.website }),
          ...(email !== undefined && { email }),
        },
        context,
      ),
    );
    for (const [index, { firstName, lastName, title }] of contacts.slice(0, CONTACTS_A_COMPANY).entries()) {
      await run.vendors.call("odoo", "upsert_partner", item, (context) =>
        odoo.upsertPartner(
          {
            ref: `nightshift:contact:${companyId}:${index}`,
            name: `${firstName} ${lastName}`,
            isCompany: false,
            parentRef: companyRef,
            ...(title !== null && { jobTitle: title }),
          },
          context,
        ),
      );
    }
    await run.vendors.call("odoo", "upsert_lead", item, (context) =>
      odoo.upsertLead(
        {
          ref: `nightshift:lead:${companyId}`,
          name: `${company.name} (${scored.bucket}, ${scored.score})`,
          partnerId: partner.id,
          description: scored.rationale,
          priority: STARS[scored.bucket],
          ...(email !== undefined && { email }),
        },
        context,
      ),
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
