import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { BUCKETS, EMAIL_STATUSES } from "../../../src/entities/vocabulary.ts";
import {
  reasonsOf,
  type ScoreInput,
  SIGNAL_POINTS,
  scoreLead,
} from "../../../src/runner/leads/score-lead.ts";
import { SIGNAL_KINDS } from "../../../src/vendors/openai/lead-extraction.ts";

const GoldenScores = z.array(
  z.object({
    company: z.string(),
    input: z.object({
      industry: z.string().nullable(),
      employees: z.number().nullable(),
      about: z.string().nullable(),
      signals: z.array(z.object({ id: z.string(), kind: z.enum(SIGNAL_KINDS), text: z.string() })),
      people: z.array(z.object({ title: z.string().nullable() })),
      emails: z.array(z.object({ status: z.enum(EMAIL_STATUSES).nullable(), isWebmail: z.boolean() })),
      allowWebmail: z.boolean(),
      buckets: z.object({ high: z.number(), medium: z.number() }),
    }),
    expected: z.object({
      score: z.number(),
      bucket: z.enum(BUCKETS),
      rationale: z.string(),
      citedSignals: z.array(z.string()),
    }),
  }),
);
const golden = GoldenScores.parse(
  JSON.parse(readFileSync(new URL("golden-scores.json", import.meta.url), "utf8")),
);

/** Free text as vendors and web sites give it, addresses included. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.emailAddress(),
  fc
    .tuple(fc.lorem({ maxCount: 5 }), fc.emailAddress())
    .map(([words, address]) => `${words} "${address}" ${words}`),
);
const signals = fc
  .array(fc.record({ kind: fc.constantFrom(...SIGNAL_KINDS), text }), { maxLength: 12 })
  .map((found) => found.map((signal, index) => ({ id: `s${index + 1}`, ...signal })));
const email = fc.record({
  status: fc.constantFrom(...EMAIL_STATUSES, null),
  isWebmail: fc.boolean(),
});
const input: fc.Arbitrary<ScoreInput> = fc.record({
  industry: fc.option(text),
  employees: fc.option(fc.nat(3_000)),
  about: fc.option(text),
  signals,
  people: fc.array(fc.record({ title: fc.option(text) }), { maxLength: 4 }),
  emails: fc.array(email, { maxLength: 5 }),
  allowWebmail: fc.boolean(),
  buckets: fc.record({ high: fc.integer({ min: 51, max: 100 }), medium: fc.nat(50) }),
});

describe("the score of a lead", () => {
  for (const { company, input: given, expected } of golden)
    it(`of a company with ${company} is as checked in`, () =>
      expect(scoreLead(given)).to.deep.equal(expected));

  it("has a fixture of thirty different companies, in every bucket", () => {
    expect(golden).to.have.length(30);
    expect(new Set(golden.map(({ input: given }) => JSON.stringify(given))).size).to.equal(30);
    expect([...new Set(golden.map(({ expected }) => expected.bucket))]).to.have.members([...BUCKETS]);
  });

  it("is a whole number from 0 to 100, and the same each time", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { score } = scoreLead(given);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).to.equal(true);
        expect(scoreLead(structuredClone(given))).to.deep.equal(scoreLead(given));
      }),
    );
  });

  it("is never lower for one more signal, address or person", () => {
    fc.assert(
      fc.property(
        input,
        fc.constantFrom(...SIGNAL_KINDS),
        text,
        email,
        fc.option(text),
        (given, kind, words, address, title) => {
          const { score } = scoreLead(given);
          const id = `s${given.signals.length + 1}`;
          const richer: readonly ScoreInput[] = [
            { ...given, signals: [...given.signals, { id, kind, text: words }] },
            { ...given, emails: [...given.emails, address] },
            { ...given, people: [...given.people, { title }] },
          ];
          for (const more of richer) expect(scoreLead(more).score).to.be.at.least(score);
        },
      ),
    );
  });

  it("falls into High and Medium exactly from the tenant's thresholds on", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { score } = scoreLead(given);
        const at = (high: number, medium: number) =>
          scoreLead({ ...given, buckets: { high, medium } }).bucket;
        expect(at(score, score - 1)).to.equal("High");
        expect(at(score + 1, score)).to.equal("Medium");
        expect(at(score + 2, score + 1)).to.equal("Low");
        expect(at(score + 0.5, score - 0.5)).to.equal("Medium");
      }),
    );
  });

  it("cites only signals that are stored, each once and each in the rationale, and one for every kind up to four", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { citedSignals, rationale } = scoreLead(given);
        const kinds = new Set(given.signals.map(({ kind }) => kind)).size;
        expect(citedSignals).to.have.length(Math.min(4, kinds));
        expect(new Set(citedSignals).size).to.equal(citedSignals.length);
        expect(given.signals.map(({ id }) => id)).to.include.members([...citedSignals]);
        for (const id of citedSignals) expect(rationale).to.include(`[${id}]`);
      }),
    );
  });

  it("cites the signals that are worth most", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { citedSignals } = scoreLead(given);
        const points = (ids: readonly string[]) =>
          given.signals.filter(({ id }) => ids.includes(id)).map(({ kind }) => SIGNAL_POINTS[kind]);
        const cited = points(citedSignals);
        const citedKinds = given.signals
          .filter(({ id }) => citedSignals.includes(id))
          .map(({ kind }) => kind);
        const others = given.signals.filter(({ kind }) => !citedKinds.includes(kind));
        for (const { kind } of others) expect(SIGNAL_POINTS[kind]).to.be.at.most(Math.min(...cited));
      }),
    );
  });

  it("is explained without an e-mail address, wherever one was hidden", () => {
    // An address of nothing but asterisks reads the same masked.
    const readable = fc.emailAddress().filter((address) => !/^.?\*+@/u.test(address));
    const around = fc.constantFrom("", " ", '"', "'", "<", "(", ":", "\n", "mailto:", "x ", " y");
    fc.assert(
      fc.property(input, readable, around, around, (given, address, before, behind) => {
        const hidden = `${before}${address}${behind}`;
        const { rationale } = scoreLead({
          ...given,
          industry: hidden,
          about: hidden,
          people: [{ title: hidden }],
          signals: given.signals.map((signal) => ({
            ...signal,
            text: `${signal.text.slice(0, 20)} ${hidden}`,
          })),
        });
        expect(rationale).not.to.include(address);
      }),
    );
    const { rationale } = scoreLead({
      industry: "ask ada@pumps.example",
      employees: null,
      about: null,
      signals: [{ id: "s1", kind: "hiring", text: 'To "ada"@pumps.example, grace@pumps.example' }],
      people: [{ title: "Buyer, alan@pumps.example" }],
      emails: [],
      allowWebmail: false,
      buckets: { high: 70, medium: 45 },
    });
    expect(rationale).not.to.match(/ada|grace|alan/);
  });

  it("is explained in a paragraph that fits a card, however long the texts", () => {
    const long = "word ".repeat(2_000);
    const { rationale } = scoreLead({
      industry: long,
      employees: 100,
      about: long,
      signals: SIGNAL_KINDS.map((kind, index) => ({ id: `s${index + 1}`, kind, text: long })),
      people: [{ title: long }],
      emails: [],
      allowWebmail: false,
      buckets: { high: 70, medium: 45 },
    });
    expect(rationale.length).to.be.at.most(1_200);
    expect(rationale).not.to.include("\n");
  });

  it("lets reach weigh less, and stays a share of the points that could be had", () => {
    const nothing: ScoreInput = {
      industry: null,
      employees: null,
      about: null,
      signals: [],
      people: [],
      emails: [],
      allowWebmail: false,
      buckets: { high: 70, medium: 45 },
    };
    const fitOnly: ScoreInput = { ...nothing, industry: "Pumps", employees: 100 };
    const reachOnly: ScoreInput = {
      ...nothing,
      emails: [
        { status: "verified", isWebmail: false },
        { status: "verified", isWebmail: false },
      ],
      people: [{ title: "CEO" }],
    };
    // 20 of 100, and of 85; 30 of 100, and 15 of 85.
    expect([fitOnly, { ...fitOnly, reachWeight: 0.5 }].map((input) => scoreLead(input).score)).to.deep.equal([
      20, 24,
    ]);
    expect(
      [reachOnly, { ...reachOnly, reachWeight: 0.5 }].map((input) => scoreLead(input).score),
    ).to.deep.equal([30, 18]);
    expect(scoreLead({ ...reachOnly, reachWeight: 0 }).score).to.equal(0);
    expect(scoreLead({ ...fitOnly, reachWeight: 1 })).to.deep.equal(scoreLead(fitOnly));
  });
});

describe("the reasons of a score", () => {
  it("are read from every rationale, whatever the texts in it", () => {
    for (const { expected } of golden) {
      const reasons = reasonsOf(expected.rationale);
      expect(reasons.map((reason) => reason.split(" ")[0])).to.deep.equal(["fit", "signals", "reach"]);
    }
    const tricky = scoreLead({
      ...{ industry: "Fit: 99/30. Reach: all", employees: 120, about: null, people: [], emails: [] },
      ...{ allowWebmail: false, buckets: { high: 70, medium: 45 } },
      signals: [{ id: "s1", kind: "hiring", text: "Fit: for work. Reach: us." }],
    });
    expect(reasonsOf(tricky.rationale).slice(1)).to.deep.equal(["signals 10/40", "reach 0/30"]);
  });

  it("are none of a text that is not ours", () => {
    expect(reasonsOf("A fine company.")).to.deep.equal([]);
    expect(reasonsOf("")).to.deep.equal([]);
  });
});
