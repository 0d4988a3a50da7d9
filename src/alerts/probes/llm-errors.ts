import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

const WINDOW_MINUTES = 10;

/** Calls to the LLM fail, for any tenant. */
export const llmErrors = createProbe(
  PLATFORM_RULE_TABLE["PL-22"],
  ({ database, now }) =>
    database.withService((transaction) =>
      transaction.query<{ errors: number }[]>(
        `select count(*)::int as errors from run_event_logs
         where event_date >= ($1::timestamptz - interval '2 days')::date and event = 'vendor_call' and vendor = 'openai'
           and status = 'error' and ts > $1::timestamptz - make_interval(mins => $2) and ts <= $1`,
        [now, WINDOW_MINUTES],
      ),
    ),
  ({ errors }: { readonly errors: number }, { maxErrors }) => ({
    subject: "openai",
    breached: errors > maxErrors,
    summary: `${counted(errors, "LLM call")} failed within ${WINDOW_MINUTES} minutes; the limit is ${maxErrors}.`,
    facts: { vendor: "openai", errors, maxErrors },
  }),
);
