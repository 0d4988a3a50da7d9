import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, NO_SITES, percentText, shareOf, stageIn } from "../known.ts";

/** Sites answer that we ask too much, or show a page that stops programs. */
export const sitesLimitUs: Hypothesis = {
  id: "sites-limit-us",
  area: "sites",
  explains: ["crawl"],
  needs: ["night", "sites"],
  claims: () => "sites limit us or stop programs",
  helps: "lower CRAWL_CONCURRENCY, and rerun only the failed companies tomorrow",
  doesNotHelp: "rerunning at once: it asks the same sites again",
  weigh({ night, sites }) {
    const { failed, statuses, readBefore } = known(sites) ?? NO_SITES;
    const errors = stageIn(known(night), "crawl")?.errors ?? [];
    const limited = countOf(errors, "rate_limited", "challenge");
    const forbidden = Math.min(countOf(errors, "http_4xx"), countOf(statuses, "403", "429"));
    const share = shareOf(limited + forbidden, failed);
    if (share < 0.25) return null;
    return [
      {
        weight: 0.75 * share + 0.1,
        says: `${percentText(share)} of the failures are "too many requests", "forbidden" or a challenge`,
      },
      { weight: 0.15 * shareOf(readBefore, failed), says: `${readBefore} of these sites were read before` },
    ];
  },
};
