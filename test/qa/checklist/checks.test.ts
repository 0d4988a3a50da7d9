import { expect } from "chai";
import fc from "fast-check";
import {
  type CheckedCompany,
  type Checks,
  checkCompany,
  DEFAULT_CHECK_POLICY,
} from "../../../src/qa/checklist/checks.ts";

const ABOUT =
  "Harbour Lane Precision makes machined parts for pumps and valves. " +
  "Our workshop in the east of the island serves ship yards, water works and food plants.";

const GOOD: CheckedCompany = {
  companyName: "Harbour Lane Precision Pte. Ltd.",
  industryTerms: ["machined parts", "Valves"],
  domain: "harbourlane.example",
  answeredDomain: "harbourlane.example",
  aboutText: ABOUT,
  addresses: [{ status: "verified", isWebmail: false }],
  rationale: "Makes machined parts in house (s1) and has hired two sales people since spring (s2).",
  citedSignals: ["s1", "s2"],
  storedSignals: ["s1", "s2", "s3"],
  sameRationaleElsewhere: 0,
};

function check(changes: Partial<CheckedCompany>, policy: Partial<typeof DEFAULT_CHECK_POLICY> = {}): Checks {
  return checkCompany({ ...GOOD, ...changes }, { ...DEFAULT_CHECK_POLICY, ...policy });
}

describe("the checklist of a sampled company", () => {
  it("is all fine for one whose facts are", () => {
    expect(check({})).to.deep.equal({
      domain: { ok: true, detail: "harbourlane.example answered." },
      about_text: { ok: true, detail: "26 words; names the company; 2 of 2 industry terms." },
      contacts: { ok: true, detail: "1 business addresses (1 verified, 0 unknown), 0 webmail." },
      rationale: { ok: true, detail: "It cites 2 signals, all on record." },
    });
  });

  const faults: readonly {
    what: string;
    of: keyof Checks;
    changes: Partial<CheckedCompany>;
    says: string;
  }[] = [
    { what: "no web site", of: "domain", changes: { domain: null }, says: "No website is known." },
    {
      what: "a silent site",
      of: "domain",
      changes: { answeredDomain: null },
      says: "harbourlane.example did not answer.",
    },
    {
      what: "a site that leads elsewhere",
      of: "domain",
      changes: { answeredDomain: "parked.example" },
      says: "harbourlane.example redirected to another domain, parked.example.",
    },
    {
      what: "no text",
      of: "about_text",
      changes: { aboutText: " \n " },
      says: "There is no text about the company.",
    },
    {
      what: "a text of 19 words",
      of: "about_text",
      changes: { aboutText: "valves ".repeat(19) },
      says: "The text has 19 words, fewer than 20.",
    },
    {
      what: "a text about something else",
      of: "about_text",
      changes: { aboutText: "the best domain names are for sale here today ".repeat(3) },
      says: "None of 27 words names the company or its industry.",
    },
    {
      what: "a text that shares only the legal form",
      of: "about_text",
      changes: {
        companyName: "Limited Holdings Ltd",
        industryTerms: [],
        aboutText: "limited holdings ltd ".repeat(9),
      },
      says: "None of 27 words names the company or its industry.",
    },
    {
      what: "no address",
      of: "contacts",
      changes: { addresses: [] },
      says: "0 business addresses (0 verified, 0 unknown), 0 webmail: none can be used.",
    },
    {
      what: "only bad and unverified addresses",
      of: "contacts",
      changes: {
        addresses: [
          { status: "bad", isWebmail: false },
          { status: null, isWebmail: false },
        ],
      },
      says: "2 business addresses (0 verified, 0 unknown), 0 webmail: none can be used.",
    },
    {
      what: "a verified webmail address for a business one",
      of: "contacts",
      changes: { addresses: [{ status: "verified", isWebmail: true }] },
      says: "0 business addresses (0 verified, 0 unknown), 1 webmail: none can be used.",
    },
    {
      what: "webmail beside a business address",
      of: "contacts",
      changes: { addresses: [...GOOD.addresses, { status: "unknown", isWebmail: true }] },
      says: "1 business addresses (1 verified, 0 unknown), 1 webmail, which the tenant's policy forbids.",
    },
    {
      what: "a rationale of few words",
      of: "rationale",
      changes: { rationale: "A great fit." },
      says: "The rationale has 3 words, fewer than 8.",
    },
    {
      what: "a signal that is not on record",
      of: "rationale",
      changes: { citedSignals: ["s1", "s9"] },
      says: "1 of 2 cited signals are not on record.",
    },
    {
      what: "one signal cited twice",
      of: "rationale",
      changes: { citedSignals: ["s1", "s1"] },
      says: "It cites 1 signals, fewer than 2.",
    },
    {
      what: "the same rationale at other companies",
      of: "rationale",
      changes: { sameRationaleElsewhere: 4 },
      says: "Boilerplate: 4 other companies have the same text.",
    },
  ];
  for (const { what, of, changes, says } of faults) {
    it(`finds ${what}, and nothing else wrong`, () => {
      const checks = check(changes);
      expect(checks[of]).to.deep.equal({ ok: false, detail: says });
      const wrong = Object.values(checks).filter(({ ok }) => !ok);
      expect(wrong).to.have.length(1);
    });
  }

  it("accepts texts of just the fewest words there must be", () => {
    const checks = check({ aboutText: "valves ".repeat(20), rationale: "word ".repeat(8) });
    expect([checks.about_text.ok, checks.rationale.ok]).to.deep.equal([true, true]);
  });

  it("accepts an unknown business address, webmail where the policy allows, and a domain in capitals", () => {
    const addresses = [
      { status: "unknown", isWebmail: false },
      { status: "unknown", isWebmail: true },
    ] as const;
    expect(check({ addresses }, { webmailForbidden: false }).contacts.ok).to.equal(true);
    expect(check({ answeredDomain: "HarbourLane.example" }).domain.ok).to.equal(true);
  });

  it("never repeats an e-mail address, wherever one was stored", () => {
    const text = fc.oneof(fc.emailAddress(), fc.string(), fc.constant("someone@example.com and more text"));
    fc.assert(
      fc.property(text, text, text, text, text, (domain, answeredDomain, aboutText, rationale, signal) => {
        const checks = check({
          domain,
          answeredDomain,
          aboutText: aboutText.repeat(20),
          companyName: domain,
          industryTerms: [rationale],
          rationale: rationale.repeat(9),
          citedSignals: [signal],
        });
        expect(JSON.stringify(checks)).to.not.include("@");
      }),
    );
  });
});
