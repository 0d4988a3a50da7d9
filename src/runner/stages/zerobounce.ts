import { normaliseEmail } from "../../redaction.ts";
import { findVerification, readEmails, saveEmailStatus } from "../lead-store.ts";
import { takeFromBudget } from "../run-store.ts";
import type { CompanyWork, Precondition } from "../stage-work.ts";
import { skipForVendor } from "./skip-for-vendor.ts";

/** Addresses verified a company, business addresses first: more would not change its score. */
const ADDRESSES_A_COMPANY = 3;

export const zerobounceHasKey: Precondition = async ({ vendors }) =>
  vendors.clients.zerobounce === null ? "ZEROBOUNCE_API_KEY is not set" : null;

/** Verifies a company's new addresses; what was answered before, for any company, is not asked again. */
export const zerobounce: CompanyWork = async (run, company, { database, secrets }) => {
  const client = run.vendors.clients.zerobounce;
  if (client === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const emails = await database.withTenant(run.tenantId, (transaction) => readEmails(transaction, companyId));
  if (emails.length === 0) return { outcome: "skipped", code: "no_email" };
  const unverified = emails
    .slice(0, ADDRESSES_A_COMPANY)
    .filter(({ status }) => status === null)
    .map(({ email }) => ({ email, emailHash: secrets.hash(normaliseEmail(email)) }));
  if (unverified.length === 0) return { outcome: "skipped", code: "cached" };

  return skipForVendor(async () => {
    const key = { ...run, companyId };
    let isFromCache = true;
    for (const { email, emailHash } of unverified) {
      const cached = await database.withTenant(run.tenantId, (transaction) =>
        findVerification(transaction, emailHash),
      );
      if (cached === null) {
        isFromCache = false;
        const budget = {
          tenantId: run.tenantId,
          scope: `run:${run.runId}`,
          resource: "zerobounce_verifications",
        };
        const isWithinBudget = await database.withTenant(run.tenantId, (transaction) =>
          takeFromBudget(transaction, budget, 1, run.manifest.budgets.zerobounceVerifications),
        );
        if (!isWithinBudget) return { outcome: "skipped", code: "budget_spent" };
      }
      const check = cached ?? (await ask(email));
      // Written at once: an answer that was paid for is not asked for again when a later one fails.
      await database.withTenant(run.tenantId, (transaction) =>
        saveEmailStatus(transaction, key, { email, emailHash, ...check }),
      );
    }
    return isFromCache ? { outcome: "skipped", code: "cached" } : { outcome: "success" };
  });

  async function ask(email: string) {
    if (client === null) throw new TypeError("checked above");
    const { value } = await run.vendors.call(
      "zerobounce",
      "validate",
      { stage: "zerobounce", companyId },
      (context) => client.validate(email, context),
    );
    return { status: value.status, vendorStatus: value.zeroBounceStatus };
  }
};
