import type { Hypothesis } from "../hypothesis.ts";
import { countedText, countOf, known, percentText, shareOf, stageIn } from "../known.ts";

/** Odoo refuses the key: it expired or was revoked. */
export const odooKeyRefused: Hypothesis = {
  id: "odoo-key-refused",
  area: "odoo",
  explains: ["odoo"],
  needs: ["night"],
  claims: ({ odooKeyDays }) =>
    (known(odooKeyDays) ?? 0) < 0
      ? "the Odoo key has expired"
      : "Odoo refuses the key, which was revoked or is of another database",
  helps: "make a new key in Odoo, set it with `node_modules/.bin/nightshift tenants odoo`, then `/sync-odoo`",
  doesNotHelp: "rerunning with the same key",
  weigh({ night, odooKeyDays }) {
    const export_ = stageIn(known(night), "export_odoo");
    const share = shareOf(countOf(export_?.errors ?? [], "odoo_auth"), export_?.error ?? 0);
    const days = known(odooKeyDays);
    const expires = days !== null && days < 14;
    if (share < 0.2 && !expires) return null;
    return [
      {
        weight: share === 0 ? 0 : 0.6 + 0.3 * share,
        says: `${percentText(share)} of the leads were refused for the key`,
      },
      ...(expires
        ? [
            {
              weight: share > 0 || export_?.error === 0 || export_ === null ? 0.65 : 0.1,
              says:
                days < 0
                  ? `the key expired ${countedText(Math.ceil(-days), "day")} ago`
                  : `the key expires in ${countedText(Math.floor(days), "day")}`,
            },
          ]
        : []),
    ];
  },
};
