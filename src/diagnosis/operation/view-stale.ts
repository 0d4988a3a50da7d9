import type { Hypothesis } from "../hypothesis.ts";
import { known, stageIn } from "../known.ts";

/** The view of candidates was not refreshed. */
export const viewStale: Hypothesis = {
  id: "view-stale",
  area: "database",
  explains: ["candidates"],
  needs: ["night"],
  claims: () => "the view of candidates was not refreshed",
  helps: "look for what locks the view, then refresh it and rerun",
  doesNotHelp: "a wider profile",
  weigh({ night }) {
    const refresh = stageIn(known(night), "mv_refresh");
    if (refresh === null || refresh.status === "succeeded") return null;
    return [
      {
        weight: 0.8,
        says: `mv_refresh ${refresh.status}${refresh.errors[0] === undefined ? "" : ` (${refresh.errors[0].code})`}`,
      },
    ];
  },
};
