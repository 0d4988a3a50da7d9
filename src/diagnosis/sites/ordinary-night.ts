import type { Hypothesis } from "../hypothesis.ts";
import { countedText, known, percentText, shareOf, stageIn } from "../known.ts";

/** Nothing is wrong: as many sites failed as on other nights, or the trouble is over. */
export const ordinaryNight: Hypothesis = {
  id: "ordinary-night",
  area: "none",
  explains: ["crawl", "run", "quality", "vendor", "odoo"],
  needs: ["night", "earlierShares"],
  claims: () => "nothing is wrong: it is as on other nights, or over",
  helps: "raise the threshold of the rule if nights are always like this",
  doesNotHelp: "rerunning: there is nothing to repair",
  weigh({ kind, night, earlierShares, isOver }) {
    if (isOver) return [{ weight: 0.8, says: "the condition was gone by itself" }];
    const crawl = stageIn(known(night), "crawl");
    const shares = known(earlierShares) ?? [];
    if (kind !== "crawl" || crawl === null || shares.length < 3) return null;
    const own = shareOf(crawl.error, crawl.success + crawl.error);
    const worst = Math.max(...shares);
    if (own > worst + 0.02) return null;
    const few = crawl.success + crawl.error < 10;
    return [
      {
        weight: 0.7,
        says: `${percentText(own)} of the sites failed, up to ${percentText(worst)} on ${countedText(shares.length, "earlier night")}`,
      },
      { weight: few ? 0.1 : 0, says: `${crawl.error} of ${crawl.success + crawl.error} sites` },
    ];
  },
};
