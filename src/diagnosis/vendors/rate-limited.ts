import type { Hypothesis } from "../hypothesis.ts";
import { countOf, percentText, shareOf, totalOf, vendorIn } from "../known.ts";

/** The vendor limits our rate. */
export const rateLimited: Hypothesis = {
  id: "rate-limited",
  area: "vendor",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: ({ subject }) => `${subject} limits our rate`,
  helps: "fewer companies at a time (SCHED_COMPANY_CONCURRENCY), or a higher tier",
  doesNotHelp: "rerunning at once",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const share = shareOf(countOf(vendor.errors, "rate_limited"), totalOf(vendor.errors));
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the failed calls of ${vendor.vendor} were too many for it`,
      },
    ];
  },
};
