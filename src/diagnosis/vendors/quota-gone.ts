import type { Hypothesis } from "../hypothesis.ts";
import { countedText, countOf, known, vendorIn } from "../known.ts";

/** What we bought of the vendor is used up. */
export const quotaGone: Hypothesis = {
  id: "quota-gone",
  area: "vendor",
  explains: ["vendor", "run", "quality"],
  needs: ["night"],
  claims: ({ subject }) => `the quota at ${subject} is used up`,
  helps: "buy credits or wait for the new month, then rerun the failed companies",
  doesNotHelp: "rerunning against an exhausted account",
  weigh(evidence) {
    const vendor = vendorIn(evidence);
    if (vendor === null) return null;
    const used = countOf(vendor.errors, "quota_exhausted");
    if (!vendor.quotaExhausted && used === 0) return null;
    const skipped = (known(evidence.night)?.stages ?? []).reduce(
      (sum, { skips }) => sum + countOf(skips, "quota_exhausted"),
      0,
    );
    return [
      { weight: 0.9, says: `${vendor.vendor} said so after ${countedText(vendor.calls, "call")}` },
      { weight: skipped > 0 ? 0.1 : 0, says: `${countedText(skipped, "company", "companies")} went without` },
    ];
  },
};
