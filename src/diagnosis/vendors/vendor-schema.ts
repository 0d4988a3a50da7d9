import type { Hypothesis } from "../hypothesis.ts";
import { countOf, percentText, shareOf, totalOf, vendorIn } from "../known.ts";

/** The vendor answers in another shape. */
export const vendorSchema: Hypothesis = {
  id: "vendor-schema",
  area: "vendor",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: ({ subject }) => `${subject} changed the shape of its answers`,
  helps: "update nightshift, or tell us what the answer looks like now",
  doesNotHelp: "rerunning: the answers stay the same",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const share = shareOf(countOf(vendor.errors, "malformed"), totalOf(vendor.errors));
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the failed calls of ${vendor.vendor} had an answer of another shape`,
      },
    ];
  },
};
