import { keepUnexcluded } from "../../exclusions/keep-unexcluded.ts";
import { normaliseEmail } from "../../redaction.ts";
import { findVerification, listUnverified, readEmails, saveEmailStatus } from "../leads/email-store.ts";
import { skipForVendor } from "../stage-work/skip-for-vendor.ts";
import type { CompanyWork, Precondition, Preparation } from "../stage-work/stage-work.ts";
import { storePaid } from "../stage-work/store-paid.ts";
import { verifyInBatches } from "../stage-work/verify-in-batches.ts";

/** Addresses verified per company, business addresses first: more would not change its score. */
const ADDRESSES_A_COMPANY = 3;
/** Every verdict but "unknown" costs a credit. */
const ONE_CHECK = { units: 1, charge: { unit: "credit", quantity: 1 } } as const;

export const zerobounceHasKey: Precondition = async ({ vendors }) =>
  vendors.clients.zerobounce === null ? "ZEROBOUNCE_API_KEY is not set" : null;

/**
 * Before the first company: if the budget does not suffice for all addresses, only each company's best one is verified.
 * If batches are enabled, most addresses are then verified in batches.
 */
export const planVerifications: Preparation = async (run, dependencies) => {
  const client = run.vendors.clients.zerobounce;
  if (client === null) return;
  const left = await run.budget.remaining("zerobounce_verifications");
  const wanted = await dependencies.database.withTenant(run.tenantId, (transaction) =>
    listUnverified(transaction, run.runId, ADDRESSES_A_COMPANY),
  );
  const isShort = wanted.length > left;
  if (isShort) {
    const reason = `${wanted.length} addresses to verify, a budget for ${left}`;
    await run.degradations.note("best_address_only", { stage: "zerobounce", reason });
  }
  const size = dependencies.environment.ZEROBOUNCE_BATCH_SIZE;
  if (size > 0) {
    await verifyInBatches(run, dependencies, client, { size, most: isShort ? 1 : ADDRESSES_A_COMPANY });
  }
};

/** Verifies a company's new addresses; one that was verified before, for any company, is not verified again. */
export const zerobounce: CompanyWork = async (run, company, { database, secrets, clock }) => {
  const client = run.vendors.clients.zerobounce;
  if (client === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const emails = await database.batch(run.tenantId, (batch) => readEmails(batch, companyId));
  if (emails.length === 0) return { outcome: "skipped", code: "no_email" };
  const most = (await run.degradations.has("best_address_only")) ? 1 : ADDRESSES_A_COMPANY;
  const wanted = emails
    .slice(0, most)
    .filter(({ status }) => status === null)
    .map(({ email }) => ({ email, emailHash: secrets.hash(normaliseEmail(email)) }))
    .map((address) => ({ ...address, keys: [address.emailHash] }));
  // One may have been excluded in the moment it was found.
  const unverified = await keepUnexcluded(database, run.tenantId, wanted);
  if (unverified.length === 0) return { outcome: "skipped", code: "cached" };

  return skipForVendor(async () => {
    const key = { ...run, companyId };
    const known = await database.batch(run.tenantId, (batch) =>
      Promise.all(unverified.map(({ emailHash }) => findVerification(batch, emailHash, clock()))),
    );
    for (const [place, { email, emailHash }] of unverified.entries()) {
      const check = known[place] ?? (await ask(email));
      // Stored at once, so that an answer that was paid for is not lost when a later one fails.
      const found = { email, emailHash, ...check };
      await storePaid(
        () => database.batch(run.tenantId, (batch) => saveEmailStatus(batch, key, found, clock())),
        run.storing,
      );
    }
    return known.includes(null) ? { outcome: "success" } : { outcome: "skipped", code: "cached" };
  });

  async function ask(email: string) {
    if (client === null) throw new TypeError("checked above");
    const { value } = await run.vendors.call(
      "zerobounce",
      "validate",
      { stage: "zerobounce", companyId, estimate: ONE_CHECK },
      (context) => client.validate(email, context),
    );
    return { status: value.status, vendorStatus: value.zeroBounceStatus };
  }
};
