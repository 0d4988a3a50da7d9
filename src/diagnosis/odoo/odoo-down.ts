import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, percentText, shareOf, stageIn, totalOf } from "../known.ts";

/** Odoo is down or out of reach. */
export const odooDown: Hypothesis = {
  id: "odoo-down",
  area: "odoo",
  explains: ["odoo"],
  needs: ["night"],
  claims: () => "Odoo is down or out of reach",
  helps: "open Odoo in a browser; once it answers, `/sync-odoo` sends what is left",
  doesNotHelp: "a new key",
  weigh({ night }) {
    const errors = stageIn(known(night), "export_odoo")?.errors ?? [];
    const share = shareOf(
      countOf(errors, "odoo_server", "odoo_network", "odoo_timeout", "odoo_circuit_open"),
      totalOf(errors),
    );
    if (share < 0.2) return null;
    return [
      {
        weight: 0.55 + 0.3 * share,
        says: `${percentText(share)} of the leads got no answer or an error of the server`,
      },
    ];
  },
};
