import { type CallContext, type Charged, VendorError } from "./vendor.ts";
import type { ZeroBounce } from "./zerobounce.ts";

type BatchAnswer = Awaited<ReturnType<ZeroBounce["validateBatch"]>>;

/**
 * Has a batch verified, and sends it again only where that is free: after an outcome nobody knows, the credits tell
 * whether it was charged. If it was (or something else was meanwhile), the error says how much, and nothing is resent.
 */
export async function validateBatch(
  client: ZeroBounce,
  emails: readonly string[],
  context: CallContext,
): Promise<Charged<BatchAnswer["value"]>> {
  const before = await client.getCredits(context);
  try {
    return await client.validateBatch(emails, context);
  } catch (error) {
    if (!(error instanceof VendorError) || error.facts.outcomeUnknown !== true) throw error;
    if (error.kind === "cancelled") throw error;
    const after = await creditsOr(error, () => client.getCredits(context));
    const spent = before.value - after.value;
    if (spent === 0) return client.validateBatch(emails, context);
    const { operation, status, vendorCode } = error.facts;
    throw new VendorError("zerobounce", error.kind, {
      operation,
      doNotRetry: true,
      charge: { unit: "credit", quantity: Math.min(Math.max(spent, 0), emails.length) },
      ...(status !== undefined && { status }),
      ...(vendorCode !== undefined && { vendorCode }),
    });
  }
}

/** When not even the credits can be read, the outcome stays unknown. */
async function creditsOr(lost: VendorError, read: () => Promise<Charged<number>>): Promise<Charged<number>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VendorError) throw lost;
    throw error;
  }
}
