import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, percentText, shareOf, stageIn } from "../known.ts";

/** More sites than before keep us out by robots.txt. */
export const robotsChanged: Hypothesis = {
  id: "robots-changed",
  area: "sites",
  explains: ["crawl", "candidates"],
  needs: ["night", "lastGood"],
  claims: () => "sites keep us out by robots.txt more than before",
  helps: "look at which sites they are; ask their owners, or leave them",
  doesNotHelp: "ignoring robots.txt",
  weigh({ night, lastGood }) {
    const now = stageIn(known(night), "crawl");
    const before = stageIn(known(lastGood), "crawl");
    if (now === null || before === null) return null;
    const unreachable = countOf(now.errors, "robots_unreachable", "robots_disallowed");
    const share = shareOf(now.blocked + unreachable, now.success + now.error + now.blocked);
    const old = shareOf(before.blocked, before.success + before.error + before.blocked);
    if (share - old < 0.1) return null;
    return [
      {
        weight: Math.min(0.95, 0.4 + 1.5 * (share - old)),
        says: `robots.txt kept us out of ${percentText(share)} of the sites, of ${percentText(old)} on the last good night`,
      },
    ];
  },
};
