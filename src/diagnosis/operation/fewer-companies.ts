import type { Hypothesis } from "../hypothesis.ts";
import { known, stageIn } from "../known.ts";

/** Fewer companies fit than the tenant expects. */
export const fewerCompanies: Hypothesis = {
  id: "fewer-companies",
  area: "input",
  explains: ["candidates"],
  needs: ["night"],
  claims: () => "there are fewer companies to take: they were done before, excluded, or none was imported",
  helps: "import companies, or widen the profile (`node_modules/.bin/nightshift icp set`)",
  doesNotHelp: "rerunning: the same companies are left out",
  weigh({ night, lastGood, changes }) {
    const now = stageIn(known(night), "select_targets");
    const refresh = stageIn(known(night), "mv_refresh");
    if (now === null || refresh?.status !== "succeeded") return null;
    const actions = known(changes)?.actions ?? [];
    const touched = actions.filter((action) => /icp|exclusion|import/.test(action));
    return [
      { weight: 0.55, says: "the view was refreshed, so that these are all there are" },
      {
        weight: touched.length > 0 ? 0.25 : 0,
        says: `${touched.join(", ") || "nothing"} was done since the last good night`,
      },
      { weight: known(lastGood) === null ? -0.1 : 0.05, says: "there was a good night before" },
    ];
  },
};
