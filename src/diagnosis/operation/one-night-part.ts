import type { Hypothesis } from "../hypothesis.ts";
import { known } from "../known.ts";

/** The night ended before it was done. */
export const oneNightPart: Hypothesis = {
  id: "one-night-part",
  area: "runner",
  explains: ["quality", "run", "totals"],
  needs: ["night"],
  claims: ({ night }) => `the night did not get through: ${known(night)?.statusReason ?? "it ended early"}`,
  helps: "resume the run",
  doesNotHelp: null,
  weigh({ night }) {
    const facts = known(night);
    if (facts === null || facts.status === "succeeded") return null;
    const failed = facts.stages.filter(({ status }) => status === "failed").map(({ stage }) => stage);
    if (failed.length === 0) return null;
    return [{ weight: 0.4, says: `${failed.join(", ")} failed` }];
  },
};
