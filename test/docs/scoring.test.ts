import { expect } from "chai";
import { readEnvironment } from "../../src/config/environment.ts";
import { TenantPolicy } from "../../src/config/tenant-policy.ts";
import { type ScoreInput, SIGNAL_POINTS, scoreLead } from "../../src/runner/leads/score-lead.ts";
import { readProjectFile, readTable } from "./read-docs.ts";

const POLICY = TenantPolicy.parse({});
/** A company of which nothing is known. */
const NOTHING: ScoreInput = {
  industry: null,
  employees: null,
  about: null,
  signals: [],
  people: [],
  emails: [],
  allowWebmail: false,
  buckets: POLICY.buckets,
};
const ADDRESS = { status: "verified", isWebmail: false } as const;
const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");
const points = (known: Partial<ScoreInput>) => scoreLead({ ...NOTHING, ...known }).score;

/** Both ends of what each row speaks of, and what a company must have besides for the row to add to. */
const FIT: Readonly<Record<string, readonly Partial<ScoreInput>[]>> = {
  "20 to 500 employees": [{ employees: 20 }, { employees: 500 }],
  "5 to 19, or 501 to 2,000 employees": [5, 19, 501, 2_000].map((employees) => ({ employees })),
  "any other size, or size unknown": [4, 2_001, null].map((employees) => ({ employees })),
  "industry known": [{ industry: "logistics" }],
  "about text of 20 words or more": [{ about: words(20) }, { about: words(200) }],
  "about text of 1 to 19 words": [{ about: words(1) }, { about: words(19) }],
};
const REACH: Readonly<Record<string, readonly Partial<ScoreInput>[]>> = {
  "a verified address": [{ emails: [ADDRESS] }],
  "no verified address, but one that is unknown or not verified yet": [
    { emails: [{ status: "unknown", isWebmail: false }] },
    { emails: [{ status: null, isWebmail: false }] },
  ],
  "a second verified address": [{ emails: [ADDRESS, ADDRESS] }],
  "a person with a job title": [{ people: [{ title: "Head of Operations" }] }],
};

describe("docs/scoring.md", () => {
  it("is right about the fit", () => {
    for (const [what = "", worth] of readTable("docs/scoring.md", "Fit")) {
      expect(FIT[what], what).to.not.equal(undefined);
      for (const known of FIT[what] ?? []) expect(points(known), what).to.equal(Number(worth));
    }
    expect(readTable("docs/scoring.md", "Fit")).to.have.lengthOf(Object.keys(FIT).length);
  });

  it("is right about the reach", () => {
    for (const [what = "", worth] of readTable("docs/scoring.md", "Reach")) {
      expect(REACH[what], what).to.not.equal(undefined);
      const besides = what === "a second verified address" ? points({ emails: [ADDRESS] }) : 0;
      for (const known of REACH[what] ?? []) expect(points(known) - besides, what).to.equal(Number(worth));
    }
    expect(readTable("docs/scoring.md", "Reach")).to.have.lengthOf(Object.keys(REACH).length);
  });

  it("gives every kind of signal what the code gives it, and all together no more than their cap", () => {
    const said = readTable("docs/scoring.md", "Signals").map(([kind, worth]) => [kind, Number(worth)]);
    expect(Object.fromEntries(said)).to.deep.equal(SIGNAL_POINTS);
    const all = ["funding", "expansion", "hiring", "growth", "technology"] as const;
    const signals = all.map((kind, index) => ({ id: `s${index + 1}`, kind, text: "A sentence." }));
    const cap = points({ signals });
    expect(cap).to.be.lessThan(all.reduce((sum, kind) => sum + SIGNAL_POINTS[kind], 0));
    const page = readProjectFile("docs/scoring.md");
    expect(page).to.include(`fit 30, signals ${cap}, reach 30`);
    expect(page).to.include(`all together ${cap} at most`);
  });

  it("is right about the largest fit and reach", () => {
    expect(points({ employees: 100, industry: "logistics", about: words(50) })).to.equal(30);
    expect(points({ emails: [ADDRESS, ADDRESS, ADDRESS], people: [{ title: "Owner" }] })).to.equal(30);
  });

  it("names the buckets and the export threshold of a tenant without a policy", () => {
    const { high, medium } = POLICY.buckets;
    expect(readTable("docs/scoring.md", "Buckets")).to.deep.equal([
      ["High", String(high)],
      ["Medium", String(medium)],
      ["Low", "0"],
    ]);
    expect(readProjectFile("docs/scoring.md")).to.include(
      `Leads below \`exportMinScore\`\n(${readEnvironment({}).exportMinScore})`,
    );
  });
});
