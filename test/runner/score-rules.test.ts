import { expect } from "chai";
import { hashText } from "../../src/runner/leads/hash-text.ts";
import {
  SCORING_RULES,
  type ScoreInput,
  SIGNAL_POINTS,
  scoreLead,
} from "../../src/runner/leads/score-lead.ts";
import type { SignalKind } from "../../src/vendors/openai/lead-extraction.ts";

/** What the scorer answers to the inputs below, by the rules' number. */
const ANSWERS: Readonly<Record<number, string>> = {
  1: "3deaab59610758965b208558a144ac887aa845158bcfab9735f68fb1138d337e",
};

const KINDS: readonly SignalKind[] = [
  "funding",
  "expansion",
  "hiring",
  "growth",
  "product_launch",
  "partnership",
  "award",
  "certification",
  "technology",
];

describe("the number of the scoring rules", () => {
  it("is raised with every change of points or words, so that no score of older rules stands", () => {
    const sizes = [null, 4, 5, 19, 20, 500, 501, 2_000, 2_001];
    const inputs = sizes.flatMap((employees, index): ScoreInput[] =>
      [0, 1, 2].map((people) => ({
        industry: index % 2 === 0 ? "Marine" : null,
        employees,
        about: people === 0 ? null : "word ".repeat(people === 1 ? 19 : 20),
        signals: KINDS.slice(0, index).map((kind, place) => ({
          id: `s${place + 1}`,
          kind,
          text: `A ${kind}.`,
        })),
        people: people === 0 ? [] : [{ title: people === 1 ? null : "Buyer" }],
        emails: (["verified", "unknown", "bad", null, "verified"] as const)
          .slice(0, index % 6)
          .map((status) => ({ status, isWebmail: index % 4 === 3 })),
        allowWebmail: index % 8 === 3,
        buckets: { high: 70, medium: 45 },
      })),
    );
    const answers = hashText(JSON.stringify([SIGNAL_POINTS, inputs.map(scoreLead)]));
    expect(
      answers,
      "the scorer answers otherwise: raise SCORING_RULES, and note the new hash under its number",
    ).to.equal(ANSWERS[SCORING_RULES]);
  });
});
