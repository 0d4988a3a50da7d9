import type { Hypothesis } from "../hypothesis.ts";
import { countedText, known } from "../known.ts";

/** The part that the probe looks at is itself what is broken. */
export const partOfInstallation: Hypothesis = {
  id: "part-of-installation",
  area: "database",
  explains: ["installation"],
  needs: ["probes"],
  claims: ({ subject }) => `${subject} itself, as the probe says`,
  helps: "the runbook's first steps",
  doesNotHelp: null,
  weigh({ probes, subject }) {
    const breached = known(probes)?.breached ?? [];
    const own = breached.some((one) => one.subject === subject);
    const others = breached.filter((one) => one.subject !== subject);
    return [
      { weight: own ? 0.55 : 0.4, says: own ? "its probe is still breached" : "its probe was breached" },
      {
        weight: others.length === 0 ? 0.1 : -0.1 * Math.min(2, others.length),
        says: `${countedText(others.length, "other probe")} breached at the time`,
      },
    ];
  },
};
