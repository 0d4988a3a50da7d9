import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, percentText, shareOf, stageIn } from "../known.ts";

/** The egress proxy of our own fails. */
export const ourProxy: Hypothesis = {
  id: "our-proxy",
  area: "network",
  explains: ["crawl"],
  needs: ["night"],
  claims: () => "our egress proxy fails",
  helps: "look at the proxy that EGRESS_PROXY names: is it up, and is its password right",
  doesNotHelp: "rerunning before the proxy answers",
  weigh({ night }) {
    const crawl = stageIn(known(night), "crawl");
    const share = shareOf(countOf(crawl?.errors ?? [], "proxy"), crawl?.error ?? 0);
    return share < 0.1
      ? null
      : [{ weight: 0.5 + share / 2, says: `${percentText(share)} of the failures are the proxy's own` }];
  },
};
