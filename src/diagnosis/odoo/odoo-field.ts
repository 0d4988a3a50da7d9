import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, percentText, shareOf, stageIn, totalOf } from "../known.ts";

/** Odoo has no such field or value any more. */
export const odooField: Hypothesis = {
  id: "odoo-field",
  area: "odoo",
  explains: ["odoo"],
  needs: ["night"],
  claims: () => "a field or value we write is gone in Odoo",
  helps: "look at the code in the events, and restore the field",
  doesNotHelp: "rerunning: Odoo refuses the same values",
  weigh({ night }) {
    const errors = stageIn(known(night), "export_odoo")?.errors ?? [];
    const share = shareOf(
      countOf(errors, "odoo_bad_request", "odoo_not_found", "odoo_malformed"),
      totalOf(errors),
    );
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the leads were refused for what they contain`,
      },
    ];
  },
};
