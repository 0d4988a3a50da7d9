import type { Judgement } from "../probes/probe.ts";
import type { PlatformRule } from "../rulebook/platform-rule-table.ts";
import type { Assessment, Finding } from "../rulebook/rule.ts";

/** What is remembered about a probe's subject between two runs (`probe_results`). */
export interface ProbeState {
  readonly breached: boolean | null;
  readonly breachedSince: Date | null;
  /** As it was when it fired: a new figure every 15 seconds would change the card as often. */
  readonly finding: Pick<Finding, "summary" | "facts"> | null;
  readonly checkedAt: Date;
}

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
  { subject, breached: judged, summary, facts }: Judgement,
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
  const finding = previous?.finding ?? (hasLasted ? { summary, facts } : null);
  const next = { breached, breachedSince, finding, checkedAt: now };
  if (finding === null) return { next, assessment: null };
  return {
    next,
    assessment: {
      ...about,
      finding: { ...about, severity: rule.severity, begunAt: breachedSince, ...finding },
    },
  };
}
