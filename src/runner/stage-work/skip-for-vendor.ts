import { BudgetSpentError } from "../../errors.ts";
import { VendorError } from "../../vendors/calling/vendor-error.ts";
import type { CompanyResult } from "./stage-work.ts";

/**
 * Does work that needs a vendor. Once the vendor is no longer called (the budget or its quota is used up, its key is
 * refused, or it is down), the company is skipped with the reason instead of counting another error; the first failures
 * do count as errors.
 */
export async function skipForVendor(work: () => Promise<CompanyResult>): Promise<CompanyResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BudgetSpentError) return { outcome: "skipped", code: "budget_spent" };
    if (!(error instanceof VendorError)) throw error;
    const isUsedUp =
      error.kind === "quota_exhausted" ||
      (error.kind === "circuit_open" && error.facts.vendorCode === "quota_exhausted");
    if (isUsedUp) return { outcome: "skipped", code: "quota_exhausted" };
    if (error.kind === "circuit_open") return { outcome: "skipped", code: "vendor_down" };
    throw error;
  }
}
