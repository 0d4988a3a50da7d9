/** How often the automatic checks are right about a company: a good one passes all, a bad one fails at least one. */
export interface CheckAccuracy {
  readonly goodPasses: number;
  readonly badFails: number;
}

/** What a night is held against: the share of good companies on a usual night and on one that must not leave, and how often that one comes. */
export interface NightModel {
  readonly usualRatio: number;
  readonly badRatio: number;
  readonly badNightRatio: number;
  readonly checks: CheckAccuracy;
}

/** Leads that wait for the export, by what is known of them. */
export interface NightCounts {
  /** Not judged by a person, and every check found them good. */
  readonly flawless: number;
  /** Not judged by a person, and a check failed. */
  readonly flawed: number;
  readonly passes: number;
  readonly fails: number;
  /** Samples that still wait for a verdict. */
  readonly undecided: number;
}

/** `ask`: not enough evidence yet for either. */
export type NightJudgement = "release" | "hold" | "ask";

/** A night leaves unasked while it is bad with no more than this probability, and is held from the other one on. */
const LEAVES_BELOW = 0.02;
const HELD_FROM = 0.9;
/** A bad night that leaves costs more than a good one that waits: when nothing is left to judge, this is the limit. */
const AT_THE_END = 0.15;

/**
 * The probability that this is a bad night, from the checks on every lead and the verdicts on some: Bayes' rule over the two
 * kinds of night, company by company. A verdict takes the place of the company's checks, since it says what they only hint at.
 * As a sequential test (Wald, Sequential Analysis, 1947) it may be asked after every verdict, and the companies may be judged
 * in any order that depends only on what is known already.
 */
export function badNightProbability(night: NightCounts, model: NightModel): number {
  const { usualRatio, badRatio, badNightRatio, checks } = model;
  const flawless = (good: number) => good * checks.goodPasses + (1 - good) * (1 - checks.badFails);
  const logRatio = (share: (good: number) => number) => Math.log(share(badRatio) / share(usualRatio));
  const logOdds =
    Math.log(badNightRatio / (1 - badNightRatio)) +
    night.flawless * logRatio(flawless) +
    night.flawed * logRatio((good) => 1 - flawless(good)) +
    night.passes * logRatio((good) => good) +
    night.fails * logRatio((good) => 1 - good);
  return 1 / (1 + Math.exp(-logOdds));
}

/** Whether a night's leads may leave, must wait, or somebody should look. */
export function weighNight(night: NightCounts, model: NightModel): NightJudgement {
  const bad = badNightProbability(night, model);
  if (bad <= LEAVES_BELOW) return "release";
  const isJudged = night.passes + night.fails > 0;
  // Checks alone hold nothing: a person looks first.
  if (!isJudged) return "ask";
  if (bad >= HELD_FROM) return "hold";
  if (night.undecided > 0) return "ask";
  return bad >= AT_THE_END ? "hold" : "release";
}
