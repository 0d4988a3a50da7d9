import type { Hypothesis } from "../hypothesis.ts";
import { countedText, countOf, known } from "../known.ts";

/** The database was slow or locked. */
export const databaseSlow: Hypothesis = {
  id: "database-slow",
  area: "database",
  explains: ["run", "schedule", "candidates", "installation"],
  needs: ["night"],
  claims: () => "the database was slow or locked",
  helps: "look for locks and long statements: `doctor`, pg_stat_activity",
  doesNotHelp: "more runners",
  weigh({ night, probes }) {
    const facts = known(night);
    const codes = facts?.stages.flatMap(({ errors }) => errors) ?? [];
    const hits = countOf(
      codes,
      "55P03",
      "57014",
      "40P01",
      "53300",
      "lock_timeout",
      "statement_timeout",
      "25P03",
    );
    const said = facts?.stages.find(({ reason }) =>
      /lock|statement timeout|too many connections/i.test(reason ?? ""),
    );
    const breached =
      known(probes)?.breached.filter(({ ruleId }) => ["PL-21", "PL-25", "PL-31"].includes(ruleId)) ?? [];
    if (hits === 0 && breached.length === 0 && said === undefined) return null;
    return [
      {
        weight: said === undefined ? 0 : 0.6,
        says: `${said?.stage ?? "no stage"} ended with: ${said?.reason ?? "no word of it"}`,
      },
      {
        weight: hits > 0 ? 0.7 : 0,
        says: `${countedText(hits, "piece")} of work failed on a lock or a statement's time limit`,
      },
      {
        weight: 0.25 * Math.min(2, breached.length),
        says: `${countedText(breached.length, "probe")} of the database or queue was breached`,
      },
    ];
  },
};
