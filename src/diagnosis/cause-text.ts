import { type CauseVerdict, EVIDENCE_WORDS, type WeighedHypothesis } from "./diagnose.ts";

const WORDS = { certain: "Certain", likely: "Likely", possible: "Possible" } as const;
const MOST_POINTS = 2;

/** The cause in one line: "Likely: our own DNS does not resolve names (73 % of …; 18 of these …)." */
export function causeText({ confidence, causes, because }: CauseVerdict): string {
  if (confidence === "cannot tell") return `Cannot tell, because ${because ?? "nothing says so"}.`;
  const claims = causes.map((cause) => `${cause.claim} (${evidenceText(cause)})`);
  return `${WORDS[confidence]}: ${claims.join("; and ")}.`;
}

/** What speaks for a cause most. */
function evidenceText({ points }: WeighedHypothesis): string {
  return points
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MOST_POINTS)
    .map(({ says }) => says)
    .join("; ");
}

/** What was ruled out, by what speaks against it or for want of anything that speaks for it. */
export function ruledOutText({ ruledOut }: CauseVerdict): string {
  return ruledOut
    .filter(({ points }) => points.some(({ weight }) => weight < 0))
    .map(
      ({ claim, points }) =>
        `${claim}: ${points
          .filter(({ weight }) => weight < 0)
          .map(({ says }) => says)
          .join(", ")}`,
    )
    .join("; ");
}

/** Every hypothesis with its score, what was used and what is missing, for people who want to check. */
export function diagnosisLines(diagnosis: CauseVerdict): string[] {
  return diagnosis.all.flatMap(({ hypothesis, claim, score, points, missing }) => [
    `${score === null ? "   ?" : score.toFixed(2)}  ${hypothesis.id}  ${claim}`,
    ...points
      .filter(({ weight }) => weight !== 0)
      .map(({ weight, says }) => `      ${weight > 0 ? "+" : ""}${weight.toFixed(2)}  ${says}`),
    ...(missing.length > 0
      ? [`      missing: ${missing.map((name) => EVIDENCE_WORDS[name]).join(", ")}`]
      : []),
  ]);
}
