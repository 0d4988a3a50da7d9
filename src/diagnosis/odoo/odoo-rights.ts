import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, percentText, shareOf, stageIn, totalOf } from "../known.ts";

/** The user of the key may not write leads any more. */
export const odooRights: Hypothesis = {
  id: "odoo-rights",
  area: "odoo",
  explains: ["odoo"],
  needs: ["night"],
  claims: () => "the Odoo user lost the right to write leads",
  helps: "give the key's user the group Sales / User again",
  doesNotHelp: "a new key of the same user",
  weigh({ night }) {
    const errors = stageIn(known(night), "export_odoo")?.errors ?? [];
    const share = shareOf(countOf(errors, "odoo_forbidden_plan", "odoo_legal"), totalOf(errors));
    if (share < 0.2) return null;
    return [
      {
        weight: 0.6 + 0.3 * share,
        says: `${percentText(share)} of the leads were refused for missing rights`,
      },
    ];
  },
};
