import type { Hypothesis } from "../hypothesis.ts";
import { countOf, known, NO_SITES, percentText, shareOf, stageIn } from "../known.ts";

/** Certificates are refused everywhere: our clock or our list of authorities is wrong. */
export const certificates: Hypothesis = {
  id: "certificates",
  area: "network",
  explains: ["crawl"],
  needs: ["night", "sites"],
  claims: () => "our clock or our certificate authorities are wrong",
  helps: "compare the runner's clock, and renew its CA certificates (NODE_EXTRA_CA_CERTS)",
  doesNotHelp: "turning off the check of certificates",
  weigh({ night, sites }) {
    const { failed, readBefore } = known(sites) ?? NO_SITES;
    const share = shareOf(countOf(stageIn(known(night), "crawl")?.errors ?? [], "tls"), failed);
    if (share < 0.4) return null;
    return [
      { weight: 0.55 * share, says: `${percentText(share)} of the failures are certificates` },
      { weight: 0.4 * shareOf(readBefore, failed), says: `${readBefore} of these sites were read before` },
    ];
  },
};
