import { createRule } from "../rulebook/create-rule.ts";
import { counted } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

const SUBJECT = "odoo_key";
const DAY_MS = 86_400_000;

/** The key to Odoo ends soon, or has ended: somebody has to make a new one before a night is lost. */
export const odooKeyExpiry = createRule(RULE_TABLE["OK-15"], ({ run, now }, { daysAhead }, say) => {
  const { odooExpiresAt, odooReady } = run;
  // No connection: nothing can be said. A key without an end is fine.
  if (odooExpiresAt === null) return odooReady === null ? [] : [say.clear(SUBJECT)];
  const leftMs = odooExpiresAt.getTime() - now.getTime();
  if (leftMs > daysAhead * DAY_MS) return [say.clear(SUBJECT)];
  const day = odooExpiresAt.toISOString().slice(0, 10);
  const facts = { expiresAt: odooExpiresAt.toISOString(), daysAhead };
  if (leftMs <= 0) {
    return [
      say.fires(SUBJECT, { severity: "high", summary: `The key to Odoo has expired on ${day}.`, facts }),
    ];
  }
  // The day rather than the time left: that would make every evaluation a change of the card.
  return [
    say.fires(SUBJECT, {
      summary: `The key to Odoo expires on ${day}, within ${counted(daysAhead, "day")}; without a new one leads stay out of Odoo.`,
      facts,
    }),
  ];
});
