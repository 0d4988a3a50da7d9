import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { type Trouble, tenantsText, troubleFacts } from "../rulebook/trouble-facts.ts";
import { createProbe } from "./probe.ts";

const WINDOW_MINUTES = 10;
/** Without a call for this long there is nothing that fails. */
const MOST_DAYS = 2;
const CALLS = "event = 'vendor_call' and vendor = 'openai'";

/** Calls of a tenant that failed with an error. */
interface FailedCalls extends Trouble {
  readonly companies: number;
}

/**
 * Calls to the LLM fail, for any tenant. The minutes that count end with the newest call, not now: that nobody calls any
 * more does not mend anything.
 */
export const llmErrors = createProbe(
  PLATFORM_RULE_TABLE["PL-22"],
  async ({ database, now }) => [
    await database.withService((transaction) =>
      transaction.query<FailedCalls[]>(
        `with newest as (select ts as at from run_event_logs
           where event_date >= ($1::timestamptz - make_interval(days => $3))::date and ${CALLS} and ts <= $1
             and ts > $1::timestamptz - make_interval(days => $3) order by ts desc limit 1)
         select tenant_id as "tenantId", coalesce(error_code, 'unknown') as code, count(*)::int as count,
           count(distinct company_id)::int as companies
         from newest n join run_event_logs on ts > n.at - make_interval(mins => $2) and ts <= n.at
         where event_date >= ($1::timestamptz - make_interval(days => $3))::date and ${CALLS} and status = 'error'
         group by 1, 2 order by 1, 2`,
        [now, WINDOW_MINUTES, MOST_DAYS],
      ),
    ),
  ],
  (failed: readonly FailedCalls[], { maxErrors }) => {
    const errors = failed.reduce((sum, { count }) => sum + count, 0);
    const companies = failed.reduce((sum, one) => sum + one.companies, 0);
    return {
      subject: "openai",
      breached: errors > maxErrors,
      summary: `${counted(errors, "LLM call")} failed within ${WINDOW_MINUTES} minutes; the limit is ${maxErrors}.`,
      loss: `${counted(companies, "company", "companies")} of ${tenantsText(failed)} ${companies === 1 ? "goes" : "go"} without extracted facts unless a retry helps.`,
      facts: { vendor: "openai", errors, maxErrors, companies, ...troubleFacts(failed) },
    };
  },
);
