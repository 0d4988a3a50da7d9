import type { Hypothesis } from "../hypothesis.ts";
import { known } from "../known.ts";

/** No runner is there to do the work. */
export const noRunner: Hypothesis = {
  id: "no-runner",
  area: "runner",
  explains: ["schedule", "installation"],
  needs: ["probes"],
  claims: () => "no runner is running",
  helps: "start one: `node_modules/.bin/nightshift runner`",
  doesNotHelp: "starting the run by hand: nobody would take it",
  weigh({ probes }) {
    const facts = known(probes);
    if (facts === null) return null;
    const { runnerSilentMinutes: silent, breached } = facts;
    const said = breached.some(({ ruleId }) => ruleId === "PL-24");
    if (!said && silent !== null && silent < 5) return null;
    return [
      {
        weight: 0.7,
        says:
          silent === null
            ? "no runner ever gave a sign of life"
            : `the last sign of life of a runner is ${silent} minutes old`,
      },
      { weight: said ? 0.2 : 0, says: "the probe of the workers says so" },
    ];
  },
};
