import type { IncomingHttpHeaders } from "node:http";

/** Pages of services that let browsers pass and stop programs, known by their headers. */
const HEADERS: readonly (readonly [name: string, value: RegExp])[] = [
  ["cf-mitigated", /challenge/i],
  ["x-amzn-waf-action", /challenge|captcha/i],
  ["x-datadome", /protected/i],
  ["x-sucuri-block", /./],
];

/** What such pages hold and no page that has something to say does. */
const MARKS: readonly RegExp[] = [
  /_cf_chl_opt|cdn-cgi\/challenge-platform\/h\/|cf-browser-verification|cf_chl_|cf-error-details/i,
  /_Incapsula_Resource|Incapsula incident ID/i,
  /geo\.captcha-delivery\.com|window\._pxAppId|px-captcha|perimeterx/i,
  /sucuri_cloudproxy_js|Sucuri WebSite Firewall/i,
  /awsWafCookieDomainList|AwsWafIntegration|token\.awswaf\.com/i,
  /sec-if-cpt-container|bm-verify|_sec_cpt/i,
  /ddos-guard\/js-challenge|check\.ddos-guard\.net/i,
  /\/\.within\.website\/x\/cmd\/anubis|anubis_challenge/i,
  /slowAES\.decrypt|toNumbers\(|__test=/,
];

/** What they say to people. */
const SENTENCES =
  /just a moment\.\.\.|checking (?:if the site connection is secure|your browser before accessing)|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human|please (?:verify|confirm) (?:that )?you are (?:a human|not a robot)|attention required! \| cloudflare|ddos protection by|pardon our interruption|access to this page has been denied|are you a robot\?|making sure you(?:'|&#39;|&#x27;)re not a bot|human verification|security check to access|one more step/i;

/** A page with more words than this has something to say of its own. */
const MAX_WORDS_CHARS = 1_500;
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
  return SENTENCES.test(title) || (textLength < MAX_WORDS_CHARS / 2 && SENTENCES.test(markup));
}
