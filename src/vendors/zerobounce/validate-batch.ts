import type { CallContext } from "../calling/call-context.ts";
import type { Charged } from "../calling/charged.ts";
import { VendorError } from "../calling/vendor-error.ts";
import type { ZeroBounce } from "./zero-bounce.ts";

type BatchAnswer = Awaited<ReturnType<ZeroBounce["validateBatch"]>>;

/**
 * Has a batch verified. It may only be sent again if that is free: when the outcome is unknown, the credits before and
 * after show whether it was charged. If so (or if something else was meanwhile), the error says how much and forbids a
 * retry; if not, the error may be retried as a new attempt.
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
    const { outcomeUnknown: _, ...facts } = error.facts;
    if (spent === 0) throw new VendorError("zerobounce", error.kind, facts);
    throw new VendorError("zerobounce", error.kind, {
      ...facts,
      doNotRetry: true,
      charge: { unit: "credit", quantity: Math.min(Math.max(spent, 0), emails.length) },
    });
  }
}

/** If not even the credits can be read, the outcome stays unknown. */
async function creditsOr(lost: VendorError, read: () => Promise<Charged<number>>): Promise<Charged<number>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VendorError) throw lost;
    throw error;
  }
}
