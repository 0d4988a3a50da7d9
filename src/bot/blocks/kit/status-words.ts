import type { AlertState, RunStatus, Severity, StageStatus, Verdict } from "../../../entities/vocabulary.ts";

/** Color and shape in one: a card must show how bad it is to people without color vision, too. */
export const SEVERITY_MARKS: Readonly<Record<Severity, string>> = {
  critical: "🔴",
  high: "🟠",
  medium: "🟡",
  low: "🔵",
};

export const ALERT_STATE_MARKS: Readonly<Record<AlertState, string>> = {
  pending: "⏳",
  firing: "🔥",
  acknowledged: "👀",
  resolved: "✅",
};

export const RUN_MARKS: Readonly<Record<RunStatus, string>> = {
  running: "⏳",
  succeeded: "✅",
  degraded: "⚠️",
  failed: "❌",
  cancelled: "⏹️",
};

/** One character each, for tables. */
export const STAGE_MARKS: Readonly<Record<StageStatus, string>> = {
  pending: "·",
  running: "…",
  succeeded: "✓",
  degraded: "!",
  failed: "✗",
  skipped: "-",
};

export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  pass: "✅",
  fail: "❌",
  needs_review: "🔎",
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: `${VERDICT_MARKS.pass} Pass`,
  fail: `${VERDICT_MARKS.fail} Fail`,
  needs_review: `${VERDICT_MARKS.needs_review} Needs review`,
};
