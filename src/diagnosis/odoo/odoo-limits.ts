import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, percentText, shareOf, stageIn, totalOf } from "../known.ts";

/** Odoo limits our rate. */
export const odooLimits: Hypothesis = {
  id: "odoo-limits",
  area: "odoo",
  explains: ["odoo"],
  needs: ["night"],
  claims: () => "Odoo limits our rate",
  helps: "fewer companies at a time, then `/sync-odoo`",
  doesNotHelp: "rerunning at once",
  weigh({ night }) {
    const errors = stageIn(known(night), "export_odoo")?.errors ?? [];
    const share = shareOf(countOf(errors, "odoo_rate_limited"), totalOf(errors));
    if (share < 0.2) return null;
    return [{ weight: 0.6 + 0.3 * share, says: `${percentText(share)} of the leads were too many for it` }];
  },
};
