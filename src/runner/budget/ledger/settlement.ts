import type { Charge } from "../../../charge.ts";
import type { VendorError } from "../../../vendors/calling/vendor-error.ts";

/** The outcome of an attempt: charged as the vendor says, not charged, or unknown. */
export type Settlement =
  | { readonly state: "charged"; readonly charge: Charge }
  | { readonly state: "released" }
  | { readonly state: "unknown" };

/** How to settle an attempt that failed. */
export function settlementOf({ facts }: VendorError): Settlement {
  if (facts.charge !== undefined) return settlementOfCharge(facts.charge);
  return facts.outcomeUnknown === true ? { state: "unknown" } : { state: "released" };
}

/** How to settle an answer with this charge; one that does not state its usage keeps what it reserved. */
export function settlementOfCharge(charge: Charge): Settlement {
  return charge.unit === "unknown" ? { state: "unknown" } : { state: "charged", charge };
}

/** How much of its budget a charged attempt used: calls count as reserved, tokens as charged. */
export function unitsOf(charge: Charge, reservedUnits: number): number {
  return charge.unit === "token" ? charge.inputTokens + charge.outputTokens : reservedUnits;
}

/** How much the vendor charged, in its own unit. */
export function quantityOf(charge: Charge): number {
  switch (charge.unit) {
    case "credit":
      return charge.quantity;
    case "token":
      return charge.inputTokens + charge.outputTokens;
    case "none":
    case "unknown":
      return 0;
  }
}
