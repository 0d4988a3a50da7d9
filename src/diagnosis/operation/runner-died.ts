import type { Hypothesis } from "../hypothesis.ts";
import { countedText, countOf, known } from "../known.ts";

/** A runner died in the middle of the work. */
export const runnerDied: Hypothesis = {
  id: "runner-died",
  area: "runner",
  explains: ["run", "schedule", "totals", "installation"],
  needs: ["night"],
  claims: () => "a runner died in the middle of the work",
  helps: "look at the runner's log and memory; resume the run",
  doesNotHelp: "a whole new run: what is done would be done again",
  weigh({ night, probes }) {
    const facts = known(night);
    const died = facts?.stages.reduce((sum, { errors }) => sum + countOf(errors, "runner_died"), 0) ?? 0;
    const said = /runner|died|interrupted|lost/i.test(facts?.statusReason ?? "");
    const silent = known(probes)?.runnerSilentMinutes ?? null;
    if (died === 0 && !said && (silent === null || silent < 5)) return null;
    return [
      {
        weight: died > 0 ? 0.75 : 0,
        says: `${countedText(died, "company", "companies")} were given up because a runner died`,
      },
      { weight: said ? 0.3 : 0, says: `the run says "${facts?.statusReason ?? ""}"` },
      {
        weight: silent !== null && silent >= 5 ? 0.5 : 0,
        says: `no runner gave a sign of life for ${silent ?? 0} minutes`,
      },
    ];
  },
};
