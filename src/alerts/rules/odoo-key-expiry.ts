import { createRule } from "../rulebook/create-rule.ts";
import { counted } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { stageOf } from "../rulebook/stage-of.ts";

const SUBJECT = "odoo_key";
const DAY_MS = 86_400_000;

/** The Odoo key expires soon or has expired: somebody must create a new one before a night is lost. */
export const odooKeyExpiry = createRule(RULE_TABLE["OK-15"], (snapshot, { daysAhead }, say) => {
  const { run, now } = snapshot;
  const { odooExpiresAt, odooReady } = run;
  // Without a connection there is nothing to judge. A key without an expiry date is fine.
  if (odooExpiresAt === null) return odooReady === null ? [] : [say.clear(SUBJECT)];
  const leftMs = odooExpiresAt.getTime() - now.getTime();
  if (leftMs > daysAhead * DAY_MS) return [say.clear(SUBJECT)];
  const day = odooExpiresAt.toISOString().slice(0, 10);
  const facts = { expiresAt: odooExpiresAt.toISOString(), daysAhead };
  const exported = stageOf(snapshot, "export_odoo")?.countSuccess ?? 0;
  const atStake = exported === 0 ? null : `The last run brought ${counted(exported, "lead")} there.`;
  if (leftMs <= 0) {
    return [
      say.fires(SUBJECT, {
        severity: "high",
        summary: `The Odoo key expired on ${day}.`,
        loss: "No lead reaches Odoo until there is a new one.",
        begunAt: odooExpiresAt,
        facts,
      }),
    ];
  }
  // The date rather than the time left, which would change the card at every evaluation.
  return [
    say.fires(SUBJECT, {
      summary: `The Odoo key expires on ${day}, within ${counted(daysAhead, "day")}; without a new one, no leads reach Odoo.`,
      loss: atStake,
      facts,
    }),
  ];
});
