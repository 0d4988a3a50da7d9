import type { IncomingHttpHeaders } from "node:http";

/** Pages of services that let browsers pass and stop programs, known by headers that they put on no other page. */
const HEADERS: readonly (readonly [name: string, value: RegExp])[] = [
  ["cf-mitigated", /challenge/i],
  ["x-amzn-waf-action", /challenge|captcha/i],
  ["x-sucuri-block", /./],
];

/** What such pages hold. The scripts that these services add to the pages they let through are not among it. */
const MARKS: readonly RegExp[] = [
  /_cf_chl_|cdn-cgi\/challenge-platform\/h\/[a-z]\/orchestrate|cf-browser-verification|cf-error-details/i,
  /_Incapsula_Resource\?CWUDNSAI|Incapsula incident ID/i,
  /geo\.captcha-delivery\.com|px-captcha/i,
  /sucuri_cloudproxy_js|Sucuri WebSite Firewall/i,
  /awsWafCookieDomainList|window\.gokuProps|AwsWafIntegration\.(?:saveReferrer|checkForceRefresh)/i,
  /sec-if-cpt-container|bm-verify|_sec_cpt/i,
  /ddos-guard\/js-challenge|check\.ddos-guard\.net/i,
  /\/\.within\.website\/x\/cmd\/anubis|anubis_challenge/i,
  /slowAES\.decrypt|document\.cookie\s{0,3}=\s{0,3}["']__test=/,
  /\/\.well-known\/(?:sg)?captcha\//i,
];

/** What they say to people. */
const SENTENCES =
  /just a moment\.\.\.|checking (?:if the site connection is secure|your browser before accessing)|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human|please (?:verify|confirm) (?:that )?you are (?:a human|not a robot)|attention required! \| cloudflare|ddos protection by|pardon our interruption|access to this page has been denied|are you a robot\?|making sure you(?:'|&#39;|&#x27;)re not a bot|human verification|security check to access|one more step/i;

/** A page with more words than this has something to say of its own. */
const MAX_WORDS_CHARS = 1_500;
/** A form may ask its reader to prove to be human; a page that does so and says little else is a challenge. */
const MAX_ASKING_CHARS = 400;
const MAX_TITLE_CHARS = 200;

/** Headers of a page that lets browsers pass and stops programs. */
export function hasChallengeHeader(headers: IncomingHttpHeaders): boolean {
  return HEADERS.some(([name, value]) => {
    const header = headers[name];
    return typeof header === "string" && value.test(header);
  });
}

/** Whether a page's markup, of which `textLength` characters are words, is such a page. */
export function isChallenge(markup: string, textLength: number): boolean {
  if (textLength > MAX_WORDS_CHARS) return false;
  if (MARKS.some((mark) => mark.test(markup))) return true;
  const title = /<title[^>]{0,200}>([^<]{0,300})/i.exec(markup)?.[1]?.slice(0, MAX_TITLE_CHARS) ?? "";
  return SENTENCES.test(title) || (textLength < MAX_ASKING_CHARS && SENTENCES.test(markup));
}
