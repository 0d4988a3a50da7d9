import type { Hypothesis } from "../hypothesis.ts";
import { countOf, percentText, shareOf, totalOf, vendorIn } from "../known.ts";

/** The plan does not include what we ask for. */
export const vendorPlan: Hypothesis = {
  id: "vendor-plan",
  area: "vendor",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: ({ subject }) => `the plan at ${subject} no longer includes what we ask for`,
  helps: "look at the plan at the vendor, or leave the stage out",
  doesNotHelp: "a new key: the account is the same",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const share = shareOf(countOf(vendor.errors, "forbidden_plan"), totalOf(vendor.errors));
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the failed calls of ${vendor.vendor} are not part of the plan`,
      },
    ];
  },
};
