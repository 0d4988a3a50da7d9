import type { Hypothesis } from "../hypothesis.ts";
import { countOf, percentText, shareOf, totalOf, vendorIn } from "../known.ts";

/** The vendor refuses our requests as wrong. */
export const vendorRequest: Hypothesis = {
  id: "vendor-request",
  area: "vendor",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: ({ subject }) => `${subject} does not accept our requests: a model or field that is gone`,
  helps: "look at the vendor's code in the events; set another model",
  doesNotHelp: "rerunning the same requests",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const share = shareOf(countOf(vendor.errors, "bad_request", "not_found"), totalOf(vendor.errors));
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the failed calls of ${vendor.vendor} were refused as wrong`,
      },
    ];
  },
};
