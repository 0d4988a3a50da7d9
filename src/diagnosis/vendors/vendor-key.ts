import type { Hypothesis } from "../hypothesis.ts";
import { countOf, percentText, shareOf, totalOf, vendorIn } from "../known.ts";

/** The vendor refuses our key. */
export const vendorKey: Hypothesis = {
  id: "vendor-key",
  area: "vendor",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: ({ subject }) => `${subject} refuses our key, which was revoked or is wrong`,
  helps: "make a new key at the vendor, and set it",
  doesNotHelp: "rerunning with the same key",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const share = shareOf(countOf(vendor.errors, "auth"), totalOf(vendor.errors));
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the failed calls of ${vendor.vendor} were refused for the key`,
      },
    ];
  },
};
