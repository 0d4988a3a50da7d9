import type { Hypothesis } from "../hypothesis.ts";
import {
  countedText,
  countOf,
  known,
  NO_SITES,
  othersCrawl,
  percentText,
  shareOf,
  stageIn,
} from "../known.ts";

/** Our resolver does not answer: names of sites that were read before do not resolve, wherever they are. */
export const ourDns: Hypothesis = {
  id: "our-dns",
  area: "network",
  explains: ["crawl"],
  needs: ["night", "sites"],
  claims: () => "our own DNS does not resolve names",
  helps: "look up any name from the runner's machine, and mend the resolver",
  doesNotHelp: "rerunning before names resolve again",
  weigh({ night, sites, elsewhere }) {
    const { failed, readBefore, endings } = known(sites) ?? NO_SITES;
    const errors = stageIn(known(night), "crawl")?.errors ?? [];
    const dns = countOf(errors, "dns");
    const share = shareOf(dns, failed);
    if (share < 0.3) return null;
    const others = known(elsewhere);
    const spread = endings.filter((one) => one.tried >= 3 && shareOf(one.failed, one.tried) > 0.2).length;
    return [
      { weight: 0.55 * share, says: `${percentText(share)} of the failures are names that do not resolve` },
      {
        weight: 0.4 * shareOf(readBefore, failed) - 0.15,
        says: `${countedText(readBefore, "of these sites was", "of these sites were")} read on the last good night`,
      },
      ...(spread > 1
        ? [{ weight: 0.1, says: `sites of ${spread} countries or endings are among them` }]
        : [{ weight: -0.2, says: "they share one ending" }]),
      ...othersCrawl(others),
    ];
  },
};
