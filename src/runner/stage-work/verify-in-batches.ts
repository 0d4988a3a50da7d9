import { BudgetSpentError } from "../../errors.ts";
import { findExcludedKeys } from "../../exclusions/excluded-key-store.ts";
import { normaliseEmail } from "../../redaction.ts";
import { VendorError } from "../../vendors/calling/vendor-error.ts";
import { validateBatch } from "../../vendors/zerobounce/validate-batch.ts";
import type { ZeroBounce } from "../../vendors/zerobounce/zero-bounce.ts";
import { findLostBatch } from "../budget/unknown-calls/lost-batch-store.ts";
import { findVerification, listUnverified, saveEmailStatus } from "../leads/email-store.ts";
import type { RunContext, StageDependencies } from "./stage-work.ts";
import { storePaid } from "./store-paid.ts";

/** ZeroBounce blocks clients that send more batches than this per minute; the remaining addresses are verified one by one. */
const MOST_BATCHES = 5;
/** Replaces the vendor's status if its answer was paid for but lost. */
const ANSWER_LOST = "answer_lost";

/**
 * Verifies the run's new addresses in batches of `size`, up to a few batches. Failures are left to the companies' own
 * turn, which verifies whatever is still missing.
 */
export async function verifyInBatches(
  run: RunContext,
  { database, secrets, clock }: StageDependencies,
  client: ZeroBounce,
  { size, most }: { readonly size: number; readonly most: number },
): Promise<void> {
  const unverified = await database.withTenant(run.tenantId, async (transaction) => {
    const wanted: { companyId: string; email: string; emailHash: string }[] = [];
    const found = (await listUnverified(transaction, run.runId, most)).map((address) => ({
      ...address,
      emailHash: secrets.hash(normaliseEmail(address.email)),
    }));
    const hashes = found.map(({ emailHash }) => emailHash);
    const excluded = await findExcludedKeys(transaction, run.tenantId, hashes);
    for (const { companyId, email, emailHash } of found) {
      if (wanted.length === MOST_BATCHES * size) break;
      if (excluded.has(emailHash)) continue;
      if ((await findVerification(transaction, emailHash, clock())) === null)
        wanted.push({ companyId, email, emailHash });
    }
    return wanted;
  });
  const batches = Array.from({ length: Math.ceil(unverified.length / size) }, (_, place) =>
    unverified.slice(place * size, (place + 1) * size),
  );
  const lost = await settleLostBatch(run, { database, clock }, client);
  if (lost === "unknown") return;
  for (const [place, batch] of batches.entries()) {
    if (run.draining.aborted) return;
    // Its answers were paid for but lost: asking again would pay for the same addresses twice.
    if (place === 0 && lost === "charged") {
      await saveUnanswered(batch);
      continue;
    }
    const emails = [...new Set(batch.map(({ email }) => email))];
    try {
      const { value } = await run.vendors.call(
        "zerobounce",
        "validate_batch",
        {
          stage: "zerobounce",
          companyId: null,
          estimate: { units: emails.length, charge: { unit: "credit", quantity: emails.length } },
          // Stored with the reservation: if this process dies, the next one can tell from it whether the batch was charged.
          creditsBefore: (await client.getCredits(run)).value,
        },
        (context) => validateBatch(client, emails, context),
      );
      const checks = new Map(value.checks.map((check) => [check.email, check]));
      const save = () =>
        database.withTenant(run.tenantId, async (transaction) => {
          for (const { companyId, email, emailHash } of batch) {
            const check = checks.get(email);
            if (check === undefined) continue;
            const { status, zeroBounceStatus: vendorStatus } = check;
            await saveEmailStatus(
              transaction,
              { ...run, companyId },
              { email, emailHash, status, vendorStatus },
              clock(),
            );
          }
        });
      await storePaid(save, run.storing);
    } catch (error) {
      // Attempts and a spent budget have already been reported.
      if (error instanceof VendorError || error instanceof BudgetSpentError) return;
      throw error;
    }
  }

  async function saveUnanswered(batch: typeof unverified): Promise<void> {
    const save = () =>
      database.withTenant(run.tenantId, async (transaction) => {
        for (const { companyId, email, emailHash } of batch) {
          const check = { email, emailHash, status: "unknown", vendorStatus: ANSWER_LOST } as const;
          await saveEmailStatus(transaction, { ...run, companyId }, check, clock());
        }
      });
    await storePaid(save, run.storing);
  }
}

/**
 * Settles a batch whose runner died in the middle, by comparing the vendor's credits before it and now. Returns what
 * happened; "unknown" if the credits cannot be read: then nothing may be sent again.
 */
async function settleLostBatch(
  run: RunContext,
  { database, clock }: Pick<StageDependencies, "database" | "clock">,
  client: ZeroBounce,
): Promise<"none" | "free" | "charged" | "unknown"> {
  const batch = await database.batch(run.tenantId, (it) => findLostBatch(it, run, "validate_batch"));
  if (batch === null) return "none";
  try {
    const spent = batch.creditsBefore - (await client.getCredits(run)).value;
    const quantity = Math.min(Math.max(spent, 0), batch.reservedUnits);
    await storePaid(() => run.budget.settleLost(batch.ledgerId, quantity, clock()), run.storing);
    return spent === 0 ? "free" : "charged";
  } catch (error) {
    if (error instanceof VendorError) return "unknown";
    throw error;
  }
}
