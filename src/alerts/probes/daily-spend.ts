import { NANO_USD } from "../../nano-usd.ts";
import { VENDOR_EVENTS } from "../../observability/figures/roll-up-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { tenantsText } from "../rulebook/trouble-facts.ts";
import { createProbe } from "./probe.ts";

/** Without a call for this long nothing is spent any more. */
const MOST_DAYS = 2;

/** What a tenant's LLM calls have cost on the last day with any. */
interface Spend {
  readonly tenantId: string;
  readonly spentUsd: number;
  readonly day: string;
}

/**
 * What the LLM has cost on the last day (UTC) with a call, over all tenants, until a whole day passes without one: that
 * midnight comes saves nothing. A call with an unknown outcome counts on the day it is settled; calls without a price are
 * not included, UP-14 reports them.
 */
export const dailySpend = createProbe(
  PLATFORM_RULE_TABLE["PL-23"],
  async ({ database, now }) => [
    await database.withService((transaction) =>
      transaction.query<Spend[]>(
        `with newest as (select date_trunc('day', ts at time zone 'UTC') as day from run_event_logs
           where event_date >= ($1::timestamptz - make_interval(days => $2))::date and event = 'vendor_call' and vendor = 'openai'
             and ts <= $1 and ts >= (date_trunc('day', $1::timestamptz at time zone 'UTC') - interval '1 day') at time zone 'UTC'
           order by ts desc limit 1)
         select tenant_id as "tenantId", coalesce(sum(cost_nano_usd), 0)::float8 / ${NANO_USD} as "spentUsd",
           to_char(n.day, 'YYYY-MM-DD') as day
         from newest n join run_event_logs on ts >= n.day at time zone 'UTC' and ts < (n.day + interval '1 day') at time zone 'UTC'
         where event_date >= ($1::timestamptz - make_interval(days => $2 + 1))::date and ${VENDOR_EVENTS} and vendor = 'openai'
           and ts <= $1
         group by tenant_id, n.day order by 2 desc, 1`,
        [now, MOST_DAYS],
      ),
    ),
  ],
  (spends: readonly Spend[], { limitUsd }) => {
    const spentUsd = spends.reduce((sum, spend) => sum + spend.spentUsd, 0);
    const day = spends[0]?.day ?? null;
    return {
      subject: "openai",
      breached: spentUsd > limitUsd,
      summary: `The LLM calls of ${day ?? "today"} (UTC) have cost $${spentUsd.toFixed(2)}, more than the limit of $${limitUsd.toFixed(2)}.`,
      loss: `That is $${Math.max(0, spentUsd - limitUsd).toFixed(2)} more than planned, most of it for ${tenantsText(spends.slice(0, 3))}.`,
      facts: {
        vendor: "openai",
        spentUsd,
        limitUsd,
        day,
        tenantNames: spends
          .slice(0, 5)
          .map(({ tenantId }) => tenantId)
          .join(", "),
      },
    };
  },
);
