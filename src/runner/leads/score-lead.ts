import type { Bucket, EmailStatus } from "../../entities/vocabulary.ts";
import { redact, truncate } from "../../redaction.ts";
import type { SignalKind } from "../../vendors/openai/lead-extraction.ts";

/** A stored sentence about a company; `id` (`s1`, `s2`…) is its place among the company's signals. */
export interface StoredSignal {
  readonly id: string;
  readonly kind: SignalKind;
  readonly text: string;
}

/** Everything a score is computed from. */
export interface ScoreInput {
  readonly industry: string | null;
  readonly employees: number | null;
  readonly about: string | null;
  readonly signals: readonly StoredSignal[];
  readonly people: readonly { readonly title: string | null }[];
  readonly emails: readonly { readonly status: EmailStatus | null; readonly isWebmail: boolean }[];
  /** Whether an address at a free mail provider counts as a way to reach the company. */
  readonly allowWebmail: boolean;
  readonly buckets: { readonly high: number; readonly medium: number };
  /**
   * The weight of a reach point, 0 to 1 (default 1). Below 1 when contacts could not be looked up: the score is then the
   * share of the attainable points, so that nights stay comparable with each other.
   */
  readonly reachWeight?: number;
}

export interface LeadScoreResult {
  /** 0 to 100. */
  readonly score: number;
  readonly bucket: Bucket;
  /** Plain sentences; never an e-mail address. */
  readonly rationale: string;
  readonly citedSignals: readonly string[];
}

/** Version of the rules. Raise it with any change to points or wording: every company is then scored again. */
export const SCORING_RULES = 1;

/** Points per kind of signal; each kind counts once, and all together count at most SIGNAL_CAP. */
export const SIGNAL_POINTS: Readonly<Record<SignalKind, number>> = {
  funding: 14,
  expansion: 12,
  hiring: 10,
  growth: 10,
  product_launch: 8,
  partnership: 6,
  award: 6,
  certification: 6,
  technology: 4,
};
const SIGNAL_CAP = 40;
/** The most characters that a rationale quotes of a signal, and of an industry or a title. */
const QUOTE_CHARS = 120;
const NAME_CHARS = 60;

/**
 * The score of a lead; deterministic. 100 points in all:
 * fit 30 (size 15, industry known 5, about text 10) · signals 40 · reach 30 (a business address: 18 if verified, 9 if
 * unknown; a second verified one 6; a person with a title 6).
 */
export function scoreLead(input: ScoreInput): LeadScoreResult {
  const fit = fitOf(input);
  const best = bestOfEachKind(input.signals);
  const signals = Math.min(
    SIGNAL_CAP,
    best.reduce((sum, { kind }) => sum + SIGNAL_POINTS[kind], 0),
  );
  const reach = reachOf(input);
  const { reachWeight = 1 } = input;
  const possible = 70 + 30 * reachWeight;
  const reached = fit.points + signals + reach.points * reachWeight;
  const score = Math.min(100, Math.round((100 * reached) / possible));
  const bucket = score >= input.buckets.high ? "High" : score >= input.buckets.medium ? "Medium" : "Low";
  const cited = best.slice(0, 4);
  const rationale = [
    `Scores ${score} of 100 (${bucket}): fit ${fit.points}/30, signals ${signals}/${SIGNAL_CAP}, reach ${reach.points}/30.`,
    cited.length > 0
      ? `Signals: ${cited.map(({ id, kind, text }) => `${kind.replace("_", " ")} [${id}] "${plain(text, QUOTE_CHARS)}"`).join("; ")}.`
      : "No buying signal was found.",
    `Fit: ${fit.words.join(", ")}.`,
    `Reach: ${reach.words.join(", ")}.`,
    ...(reachWeight < 1 ? ["Reach counts less tonight: contacts could not be looked up."] : []),
  ].join(" ");
  return { score, bucket, rationale, citedSignals: cited.map(({ id }) => id) };
}

/** What made a score, read from a rationale of ours: `fit 30/30 (120 employees, logistics)` and so on; empty for any other text. */
export function reasonsOf(rationale: string): string[] {
  const points =
    /^Scores \d{1,3} of 100 \(\w{3,6}\): (fit \d{1,2}\/30), (signals \d{1,2}\/40), (reach \d{1,2}\/30)\. /.exec(
      rationale,
    );
  // The last one: a quoted signal may contain the same words.
  const words = rationale.lastIndexOf(" Fit: ");
  const end = rationale.indexOf(". Reach: ", words);
  const [, fit, signals, reach] = points ?? [];
  if (fit === undefined || signals === undefined || reach === undefined || words === -1 || end === -1)
    return [];
  return [`${fit} (${rationale.slice(words + " Fit: ".length, end)})`, signals, reach];
}

function fitOf({ industry, employees, about }: ScoreInput): { points: number; words: string[] } {
  const size = sizePoints(employees);
  const words = [
    employees === null ? "size unknown" : `${employees} employees`,
    industry === null ? "industry unknown" : plain(industry, NAME_CHARS),
  ];
  const aboutWords = about?.match(/\p{L}+/gu)?.length ?? 0;
  if (aboutWords === 0) words.push("nothing about it found");
  const aboutPoints = aboutWords >= 20 ? 10 : aboutWords > 0 ? 5 : 0;
  return { points: size + (industry === null ? 0 : 5) + aboutPoints, words };
}

/** The target is companies of 20 to 500 people; sizes near that count half. */
function sizePoints(employees: number | null): number {
  if (employees === null) return 0;
  if (employees >= 20 && employees <= 500) return 15;
  return employees >= 5 && employees <= 2_000 ? 8 : 0;
}

function reachOf({ emails, people, allowWebmail }: ScoreInput): { points: number; words: string[] } {
  const usable = emails.filter(({ isWebmail }) => allowWebmail || !isWebmail);
  const verified = usable.filter(({ status }) => status === "verified").length;
  const unknown = usable.filter(({ status }) => status === "unknown" || status === null).length;
  const first = verified > 0 ? 18 : unknown > 0 ? 9 : 0;
  const titled = people.find(({ title }) => title !== null && title !== "");
  const words = [
    verified + unknown === 0
      ? "no usable address"
      : `${verified} verified and ${unknown} unverified ${verified + unknown === 1 ? "address" : "addresses"}`,
    titled?.title ? `${plain(titled.title, NAME_CHARS)} known by name` : "nobody known by name",
  ];
  return { points: first + (verified > 1 ? 6 : 0) + (titled === undefined ? 0 : 6), words };
}

/** One signal per kind (the first one found), the most valuable first. */
function bestOfEachKind(signals: readonly StoredSignal[]): StoredSignal[] {
  const first = new Map<SignalKind, StoredSignal>();
  for (const signal of signals) if (!first.has(signal.kind)) first.set(signal.kind, signal);
  return [...first.values()].sort(
    (one, other) =>
      SIGNAL_POINTS[other.kind] - SIGNAL_POINTS[one.kind] ||
      one.id.localeCompare(other.id, "en", { numeric: true }),
  );
}

/** Makes external text safe to use within a sentence of ours. */
function plain(text: string, length: number): string {
  return truncate(redact(text.replaceAll('"', "'").replaceAll(/\s+/g, " ").trim()), length);
}
