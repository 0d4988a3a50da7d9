import type { Hypothesis } from "../hypothesis.ts";
import { countedText, known, NO_SITES, percentText, shareOf } from "../known.ts";

/** What failed came with a new import. */
export const newImport: Hypothesis = {
  id: "new-import",
  area: "input",
  explains: ["crawl", "candidates", "quality"],
  needs: ["sites", "changes"],
  claims: () => "the companies of a new import are worse than those before",
  helps:
    "look through the import's file, and take it back with `node_modules/.bin/nightshift import --undo` if it is wrong",
  doesNotHelp: "rerunning: the same addresses fail again",
  weigh({ sites, changes }) {
    const { failed, imported, tried, readBefore } = known(sites) ?? NO_SITES;
    const added = known(changes)?.imported ?? 0;
    if (added === 0 || failed === 0) return null;
    const share = shareOf(imported, failed);
    return [
      {
        weight: 0.9 * share - 0.1,
        says: `${percentText(share)} of the failed companies came with an import of ${countedText(added, "company", "companies")}`,
      },
      {
        weight: -0.5 * shareOf(readBefore, failed),
        says: `${readBefore} of the failed sites were read before`,
      },
      { weight: tried > 0 ? 0.1 : 0, says: "it was imported since the last good night" },
    ];
  },
};
