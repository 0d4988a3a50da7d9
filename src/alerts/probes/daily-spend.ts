import { NANO_USD } from "../../nano-usd.ts";
import { VENDOR_EVENTS } from "../../observability/figures/roll-up-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/**
 * What the LLM has cost today, over all tenants; a call with an unknown outcome counts on the day it is settled. Calls
 * without a price are not included; UP-14 reports them.
 */
export const dailySpend = createProbe(
  PLATFORM_RULE_TABLE["PL-23"],
  ({ database, now }) =>
    database.withService((transaction) =>
      transaction.query<{ spentUsd: number }[]>(
        `select coalesce(sum(cost_nano_usd), 0)::float8 / ${NANO_USD} as "spentUsd" from run_event_logs
         where event_date >= ($1::timestamptz - interval '2 days')::date and ${VENDOR_EVENTS} and vendor = 'openai'
           and ts >= date_trunc('day', $1::timestamptz at time zone 'UTC') at time zone 'UTC' and ts <= $1`,
        [now],
      ),
    ),
  ({ spentUsd }: { readonly spentUsd: number }, { limitUsd }) => ({
    subject: "openai",
    breached: spentUsd > limitUsd,
    summary: `Today's LLM calls (UTC) have cost $${spentUsd.toFixed(2)}, more than the limit of $${limitUsd.toFixed(2)}.`,
    facts: { vendor: "openai", spentUsd, limitUsd },
  }),
);
