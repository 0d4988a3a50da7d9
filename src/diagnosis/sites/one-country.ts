import type { Hypothesis } from "../hypothesis.ts";
import { countedText, known, NO_SITES, percentText, shareOf, worstEnding } from "../known.ts";

/** One hosting provider, registry or country is out of reach. */
export const oneCountry: Hypothesis = {
  id: "one-country",
  area: "sites",
  explains: ["crawl"],
  needs: ["night", "sites"],
  claims: ({ sites }) =>
    `sites ending in ${worstEnding(known(sites))?.ending ?? "one domain"} are out of reach: their registry, a provider or the way there`,
  helps: "wait, and rerun the failed companies once a few of these sites open in a browser",
  doesNotHelp: "changing our own network",
  weigh({ sites, elsewhere }) {
    const facts = known(sites) ?? NO_SITES;
    const worst = worstEnding(facts);
    if (worst === null) return null;
    const share = shareOf(worst.failed, facts.failed);
    const rest = shareOf(facts.failed - worst.failed, facts.tried - worst.tried);
    const own = shareOf(worst.failed, worst.tried);
    const others = known(elsewhere);
    if (share < 0.4 || own < 0.5 || own - rest < 0.3) return null;
    return [
      {
        weight: 0.3 * share + 0.5 * (own - rest),
        says: `${percentText(own)} of the sites ending in .${worst.ending} failed, ${percentText(rest)} of the others`,
      },
      { weight: facts.readBefore > 0 ? 0.15 : 0, says: `${facts.readBefore} of them were read before` },
      ...(others !== null && others.crawlFailing > 0
        ? [{ weight: 0.05, says: `${countedText(others.crawlFailing, "other tenant")} met it too` }]
        : []),
    ];
  },
};
