import type { EmailStatus } from "../../entities/vocabulary.ts";

/** What a machine found about one question on a sampled company, for the person who decides. */
export interface Check {
  readonly ok: boolean;
  /** One sentence; never an e-mail address. */
  readonly detail: string;
}

/** The checklist of a sample, as `qa_samples.checks` keeps it. */
export interface Checks {
  readonly domain: Check;
  readonly about_text: Check;
  readonly contacts: Check;
  readonly rationale: Check;
}

/** The stored facts about a company and its run that the checklist uses. */
export interface CheckedCompany {
  readonly companyName: string;
  /** The industry and other words that its text should contain, such as its products. */
  readonly industryTerms: readonly string[];
  /** Registrable domain of its web site; null when none is known. */
  readonly domain: string | null;
  /** Registrable domain of the page that answered the crawl, after redirects; null when none did. */
  readonly answeredDomain: string | null;
  readonly aboutText: string;
  /** One entry per address, without the address itself. A status is null until verified. */
  readonly addresses: readonly { readonly status: EmailStatus | null; readonly isWebmail: boolean }[];
  readonly rationale: string;
  readonly citedSignals: readonly string[];
  /** Ids of the signals that are on record for the company. */
  readonly storedSignals: readonly string[];
  /** How many other companies of the run have exactly the same rationale. */
  readonly sameRationaleElsewhere: number;
}

/** What counts as good enough. */
export interface CheckPolicy {
  readonly minimumAboutWords: number;
  readonly minimumRationaleWords: number;
  readonly minimumCitedSignals: number;
  readonly webmailForbidden: boolean;
}

export const DEFAULT_CHECK_POLICY: CheckPolicy = {
  minimumAboutWords: 20,
  minimumRationaleWords: 8,
  minimumCitedSignals: 2,
  webmailForbidden: true,
};

/** Answers the checklist from stored facts. */
export function checkCompany(company: CheckedCompany, policy: CheckPolicy = DEFAULT_CHECK_POLICY): Checks {
  return {
    domain: checkDomain(company),
    about_text: checkAboutText(company, policy),
    contacts: checkContacts(company, policy),
    rationale: checkRationale(company, policy),
  };
}

/** Whether every check found the company good. */
export function isFlawless(checks: Checks): boolean {
  return Object.values(checks).every(({ ok }: Check) => ok);
}

function checkDomain({ domain, answeredDomain }: CheckedCompany): Check {
  if (domain === null) return bad("No website is known.");
  if (answeredDomain === null) return bad(`${shown(domain)} did not answer.`);
  if (answeredDomain.toLowerCase() !== domain.toLowerCase()) {
    return bad(`${shown(domain)} redirected to another domain, ${shown(answeredDomain)}.`);
  }
  return good(`${shown(domain)} answered.`);
}

function checkAboutText(company: CheckedCompany, { minimumAboutWords }: CheckPolicy): Check {
  const words = wordsOf(company.aboutText);
  if (words.length === 0) return bad("There is no text about the company.");
  if (words.length < minimumAboutWords) {
    return bad(`The text has ${words.length} words, fewer than ${minimumAboutWords}.`);
  }
  const known = new Set(words);
  const isNamed = mentions(known, company.companyName);
  const terms = company.industryTerms.filter((term) => mentions(known, term)).length;
  if (!isNamed && terms === 0) {
    return bad(`None of ${words.length} words names the company or its industry.`);
  }
  return good(
    `${words.length} words; ${isNamed ? "names" : "does not name"} the company; ${terms} of ${company.industryTerms.length} industry terms.`,
  );
}

function checkContacts({ addresses }: CheckedCompany, { webmailForbidden }: CheckPolicy): Check {
  const business = addresses.filter(({ isWebmail }) => !isWebmail);
  const webmail = addresses.length - business.length;
  const verified = business.filter(({ status }) => status === "verified").length;
  const unknown = business.filter(({ status }) => status === "unknown").length;
  const found = `${business.length} business addresses (${verified} verified, ${unknown} unknown), ${webmail} webmail`;
  if (verified + unknown === 0) return bad(`${found}: none can be used.`);
  if (webmailForbidden && webmail > 0) return bad(`${found}, which the tenant's policy forbids.`);
  return good(`${found}.`);
}

function checkRationale(company: CheckedCompany, policy: CheckPolicy): Check {
  const words = wordsOf(company.rationale).length;
  const cited = new Set(company.citedSignals);
  const stored = new Set(company.storedSignals);
  const missing = [...cited].filter((signal) => !stored.has(signal)).length;
  if (words < policy.minimumRationaleWords) {
    return bad(`The rationale has ${words} words, fewer than ${policy.minimumRationaleWords}.`);
  }
  if (missing > 0) return bad(`${missing} of ${cited.size} cited signals are not on record.`);
  if (cited.size < policy.minimumCitedSignals) {
    return bad(`It cites ${cited.size} signals, fewer than ${policy.minimumCitedSignals}.`);
  }
  if (company.sameRationaleElsewhere > 0) {
    return bad(`Boilerplate: ${company.sameRationaleElsewhere} other companies have the same text.`);
  }
  return good(`It cites ${cited.size} signals, all on record.`);
}

function good(detail: string): Check {
  return { ok: true, detail };
}

function bad(detail: string): Check {
  return { ok: false, detail };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Legal forms and filler words that many companies share: a match means nothing. */
const COMMON = new Set(
  "and the of for co company corp corporation group holdings inc limited llc llp ltd plc pte pty sdn bhd gmbh ag sa".split(
    " ",
  ),
);

/** Whether a text contains every distinctive word of a name or term. */
function mentions(words: ReadonlySet<string>, name: string): boolean {
  const telling = wordsOf(name).filter((word) => !COMMON.has(word));
  return telling.length > 0 && telling.every((word) => words.has(word));
}

/** A domain that is safe to show: anything else stored in its place could be an address. */
function shown(domain: string): string {
  return /^[\p{L}\p{N}.-]+$/u.test(domain) ? domain : "the site";
}
