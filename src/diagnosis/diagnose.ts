import type { CauseEvidence, EvidenceName } from "./cause-evidence.ts";
import { HYPOTHESES } from "./hypotheses.ts";
import type { Hypothesis, Point } from "./hypothesis.ts";

export type Confidence = "certain" | "likely" | "possible" | "cannot tell";

/** A hypothesis with what was found about it. */
export interface WeighedHypothesis {
  readonly hypothesis: Hypothesis;
  readonly claim: string;
  /** 0 to 1; null if evidence it needs is missing. */
  readonly score: number | null;
  readonly points: readonly Point[];
  readonly missing: readonly EvidenceName[];
}

/** The cause of an alert, as far as the evidence says. */
export interface CauseVerdict {
  readonly confidence: Confidence;
  /** The likeliest cause; two when they cannot be told apart or both are there; none when it cannot tell. */
  readonly causes: readonly WeighedHypothesis[];
  /** Why it cannot tell; null if it can. */
  readonly because: string | null;
  /** Considered and ruled out: asked, and scored low. */
  readonly ruledOut: readonly WeighedHypothesis[];
  /** All that could be meant, the likeliest first. */
  readonly all: readonly WeighedHypothesis[];
}

const CERTAIN = 0.85;
const LIKELY = 0.6;
const POSSIBLE = 0.35;
/** Scores this close cannot be told apart. */
const TIE = 0.08;

/** Weighs every hypothesis and says the likeliest cause, or that the evidence does not say. */
export function diagnose(
  evidence: CauseEvidence,
  hypotheses: readonly Hypothesis[] = HYPOTHESES,
): CauseVerdict {
  const all = hypotheses
    .filter(({ explains }) => explains.includes(evidence.kind))
    .map((hypothesis) => weigh(hypothesis, evidence))
    .toSorted((one, other) => (other.score ?? -1) - (one.score ?? -1));
  const scored = all.filter((one) => one.score !== null);
  const unjudged = all.filter((one) => one.score === null);
  const ruledOut = scored.filter((one) => (one.score ?? 0) < POSSIBLE);
  const [first, second] = scored;
  const best = first?.score ?? 0;
  if (first === undefined || best < POSSIBLE)
    return { confidence: "cannot tell", causes: [], because: whyNot(scored, unjudged), ruledOut, all };
  // What could not be judged may be the cause, unless this one needs no other.
  if (unjudged.length > 0 && best < CERTAIN)
    return { confidence: "cannot tell", causes: [], because: whyNot(scored, unjudged), ruledOut, all };
  const isTie = second?.score != null && second.score >= LIKELY && best - second.score <= TIE;
  const both =
    second?.score != null && second.score >= LIKELY && second.hypothesis.area !== first.hypothesis.area;
  const causes = second !== undefined && (isTie || both) ? [first, second] : [first];
  const word = best >= CERTAIN ? "certain" : best >= LIKELY ? "likely" : "possible";
  return {
    confidence: isTie && word === "certain" && !both ? "likely" : word,
    causes,
    because: null,
    ruledOut,
    all,
  };
}

function weigh(hypothesis: Hypothesis, evidence: CauseEvidence): WeighedHypothesis {
  const missing = hypothesis.needs.filter((name) => "missing" in evidence[name]);
  const claim = hypothesis.claims(evidence);
  if (missing.length > 0) return { hypothesis, claim, score: null, points: [], missing };
  const points = hypothesis.weigh(evidence) ?? [];
  const sum = points.reduce((total, { weight }) => total + weight, 0);
  return { hypothesis, claim, score: Math.min(1, Math.max(0, sum)), points, missing: [] };
}

function whyNot(scored: readonly WeighedHypothesis[], unjudged: readonly WeighedHypothesis[]): string {
  const missing = [...new Set(unjudged.flatMap((one) => one.missing))];
  if (missing.length > 0)
    return `evidence is missing: ${missing.map((name) => EVIDENCE_WORDS[name]).join(", ")}`;
  return scored.length === 0
    ? "nothing we know of explains it"
    : "what is stored fits none of the causes we know";
}

/** What each piece of evidence is called. */
export const EVIDENCE_WORDS: Readonly<Record<EvidenceName, string>> = {
  night: "the night's own record",
  lastGood: "a good night to compare with",
  earlierShares: "the nights before",
  sites: "what the sites answered",
  elsewhere: "what other tenants saw",
  changes: "what was changed",
  probes: "the installation's probes",
  agent: "the agent's events",
  odooKeyDays: "the Odoo key's expiry",
};
