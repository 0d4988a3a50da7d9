import { percent } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** How much of the last hour's work failed, over all tenants and stages. */
export const failureRate = createProbe(
  PLATFORM_RULE_TABLE["PL-27"],
  ({ database, now }) =>
    database.withService((transaction) =>
      transaction.query<{ attempts: number; errors: number }[]>(
        `select (count(*) filter (where status in ('success', 'error')))::int as attempts,
           (count(*) filter (where status = 'error'))::int as errors from run_event_logs
         where event_date >= ($1::timestamptz - interval '2 days')::date and event = 'item_finished'
           and ts > $1::timestamptz - interval '1 hour' and ts <= $1`,
        [now],
      ),
    ),
  (
    { attempts, errors }: { readonly attempts: number; readonly errors: number },
    { maxRatio, minimumAttempts },
  ) => ({
    subject: "items",
    // An hour without work ends whatever failed before it.
    breached: attempts === 0 ? false : attempts < minimumAttempts ? null : errors / attempts > maxRatio,
    summary: `${errors} of ${attempts} items failed in the last hour, ${percent(maxRatio)} are tolerated.`,
    facts: { attempts, errors, maxRatio },
  }),
);
