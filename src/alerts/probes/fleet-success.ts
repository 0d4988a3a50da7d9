import { percent } from "../phrases.ts";
import { PLATFORM_RULE_TABLE } from "../platform-rules.ts";
import { createProbe } from "./probe.ts";

const WINDOW_DAYS = 7;

/** How many scheduled nights of all tenants failed: the fleet's error budget. */
export const fleetSuccess = createProbe(
  PLATFORM_RULE_TABLE["PL-30"],
  ({ database, now }) =>
    database.withService((transaction) =>
      transaction.query<{ nights: number; failed: number }[]>(
        `select count(*)::int as nights, (count(*) filter (where status = 'failed'))::int as failed from enrichment_runs
         where agent_id = 'nightly' and trigger = 'schedule' and status in ('succeeded', 'degraded', 'failed')
           and ended_at > $1::timestamptz - make_interval(days => $2) and ended_at <= $1`,
        [now, WINDOW_DAYS],
      ),
    ),
  (
    { nights, failed }: { readonly nights: number; readonly failed: number },
    { successRatio, minimumNights },
  ) => ({
    subject: "fleet",
    breached: nights === 0 || nights < minimumNights ? null : (nights - failed) / nights < successRatio,
    summary: `${failed} of ${nights} nights of all tenants failed within ${WINDOW_DAYS} days; ${percent(successRatio)} are to succeed.`,
    facts: { nights, failed, successRatio },
  }),
);
