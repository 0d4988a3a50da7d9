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

/** Nothing gets out: sites that were read before time out or refuse, wherever they are. */
export const ourEgress: Hypothesis = {
  id: "our-egress",
  area: "network",
  explains: ["crawl"],
  needs: ["night", "sites"],
  claims: () => "our own way out to the internet is broken or blocked",
  helps: "try any site from the runner's machine; look at firewall, NAT and address",
  doesNotHelp: "slowing down the crawl: the sites are not the problem",
  weigh({ night, sites, elsewhere }) {
    const { failed, readBefore, endings } = known(sites) ?? NO_SITES;
    const facts = known(night);
    const errors = stageIn(facts, "crawl")?.errors ?? [];
    const share = shareOf(countOf(errors, "timeout", "refused", "network", "address_refused"), failed);
    if (share < 0.3) return null;
    const calls = facts?.vendors.filter(({ calls: made }) => made > 0) ?? [];
    const cutOff = calls.filter((one) => shareOf(countOf(one.errors, "network", "timeout"), one.calls) > 0.2);
    const spread = endings.filter((one) => one.tried >= 3 && shareOf(one.failed, one.tried) > 0.2).length;
    return [
      { weight: 0.45 * share, says: `${percentText(share)} of the failures never got an answer` },
      {
        weight: 0.4 * shareOf(readBefore, failed) - 0.15,
        says: `${countedText(readBefore, "of these sites was", "of these sites were")} read on the last good night`,
      },
      ...(spread > 1
        ? [{ weight: 0.1, says: `sites of ${spread} countries or endings are among them` }]
        : [{ weight: -0.25, says: "they share one ending" }]),
      ...(cutOff.length > 0
        ? [
            {
              weight: 0.25,
              says: `${countedText(cutOff.length, "vendor was", "vendors were")} out of reach as well`,
            },
          ]
        : calls.length > 1
          ? [{ weight: -0.1, says: "vendors were reached meanwhile" }]
          : []),
      ...othersCrawl(known(elsewhere)),
    ];
  },
};
