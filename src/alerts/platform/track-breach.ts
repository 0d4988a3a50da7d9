import type { Judgement } from "../probes/probe.ts";
import { withLoss } from "../rulebook/phrases.ts";
import type { PlatformRule } from "../rulebook/platform-rule-table.ts";
import type { Assessment, Finding } from "../rulebook/rule.ts";

/** What is remembered about a probe's subject between two runs (`probe_results`). */
export interface ProbeState {
  readonly breached: boolean | null;
  readonly breachedSince: Date | null;
  /** What its alert says; null before it has lasted long enough. */
  readonly finding: BreachFinding | null;
  readonly checkedAt: Date;
}

/** What an alert says of a breach, and since when: new figures every 15 seconds would change its card as often. */
export interface BreachFinding extends Pick<Finding, "summary" | "facts"> {
  /** In ISO 8601; absent in one that was stored by an earlier version. */
  readonly saidAt?: string;
}

/** The figures of an alert follow its condition this often. */
const FOLLOW_MS = 5 * 60_000;
const WITHOUT_DATA = { alerting: true, ok: false, keep: null } as const;
/** Runs further apart than this say nothing about the time between them. */
const MAX_GAP_MS = 120_000;

/**
 * Applies a judgement to a condition that must last: when it began, and whether it has lasted. `previous` is null for the
 * first run. Without an assessment, an alert stays as it is.
 */
export function trackBreach(
  rule: Pick<PlatformRule, "id" | "severity" | "forDurationMinutes" | "noData">,
  previous: ProbeState | null,
  { subject, breached: judged, summary, loss, facts }: Judgement,
  now: Date,
): { readonly next: ProbeState; readonly assessment: Assessment | null } {
  const about = { ruleId: rule.id, subject };
  const breached = judged ?? WITHOUT_DATA[rule.noData];
  if (breached === false) {
    const next = { breached, breachedSince: null, finding: null, checkedAt: now };
    const isNews = previous === null || previous.finding !== null;
    return { next, assessment: isNews ? { ...about, finding: null } : null };
  }
  const hasGap = previous === null || now.getTime() - previous.checkedAt.getTime() > MAX_GAP_MS;
  const known = hasGap ? null : previous.breachedSince;
  if (breached === null) {
    const next = { breached, breachedSince: known, finding: previous?.finding ?? null, checkedAt: now };
    return { next, assessment: null };
  }
  const breachedSince = known ?? now;
  const hasLasted = now.getTime() - breachedSince.getTime() >= rule.forDurationMinutes * 60_000;
  const said = previous?.finding ?? null;
  // Without data nothing new is known.
  const isNew = said === null ? hasLasted : judged === true && isOld(said, now);
  const finding = isNew ? { summary: withLoss(summary, loss), facts, saidAt: now.toISOString() } : said;
  const next = { breached, breachedSince, finding, checkedAt: now };
  if (finding === null) return { next, assessment: null };
  const { severity } = rule;
  const shown = { severity, begunAt: breachedSince, summary: finding.summary, facts: finding.facts };
  return { next, assessment: { ...about, finding: { ...about, ...shown } } };
}

function isOld({ saidAt }: BreachFinding, now: Date): boolean {
  return saidAt === undefined || now.getTime() - Date.parse(saidAt) >= FOLLOW_MS;
}
