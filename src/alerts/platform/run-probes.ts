import { errorCode } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { isGrave } from "../policy/first-call.ts";
import { alertNotifiers } from "../policy/routing.ts";
import type { Judgement, Probe, ProbeWorld } from "../probes/probe.ts";
import { PROBES } from "../probes/probes.ts";
import { type RaiseDependencies, recordAssessment } from "../raising/record-assessment.ts";
import { RULE_ITSELF } from "../rulebook/evaluate-rules.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { readLimits } from "../rulebook/read-limits.ts";
import type { Assessment } from "../rulebook/rule.ts";
import { type RuleOverrides, readRuleOverrides } from "../settings/rule-store.ts";
import { lockProbes, type ProbeRow, readProbeRows, saveProbeRows } from "./probe-result-store.ts";
import { trackBreach } from "./track-breach.ts";

/** What running probes needs. */
export interface ProbeDependencies extends RaiseDependencies {
  /** The channel for alerts about the installation. */
  readonly channel: string;
  /** Whom critical and high ones call, by Slack id; nobody when absent. */
  readonly call?: readonly string[];
  readonly healthUrl: string | null;
  readonly fetchStatus: ProbeWorld["fetchStatus"];
  readonly fetchHealth: ProbeWorld["fetchHealth"];
  readonly readDiskSpace?: ProbeWorld["readDiskSpace"];
}

/** Probes that ran less than this ago, in any process, are not run again. */
const MIN_INTERVAL_MS = 10_000;

/**
 * Runs the probes once and applies what they find to the installation's alerts. One process at a time does it, and all
 * processes together at most every ten seconds. Returns what is remembered, or null when another process has just done it.
 */
export async function runProbes(
  dependencies: ProbeDependencies,
  probes: readonly Probe[] = PROBES,
): Promise<ProbeRow[] | null> {
  const { database, clock } = dependencies;
  return database.withService(async (transaction) => {
    if (!(await lockProbes(transaction))) return null;
    const now = clock();
    const previous = await readProbeRows(transaction);
    if (previous.some(({ checkedAt }) => Math.abs(now.getTime() - checkedAt.getTime()) < MIN_INTERVAL_MS)) {
      return null;
    }
    const own = await readRuleOverrides(transaction, PLATFORM_TENANT, {});
    const rows: ProbeRow[] = [];
    const gone: ProbeRow[] = [];
    for (const probe of probes) {
      const known = previous.filter(({ ruleId }) => ruleId === probe.rule.id);
      const seen = await look(dependencies, probe, { known, own }, now);
      rows.push(...seen);
      gone.push(...known.filter(({ subject }) => !seen.some((row) => row.subject === subject)));
    }
    await saveProbeRows(transaction, rows, gone);
    return rows;
  });
}

async function look(
  dependencies: ProbeDependencies,
  { rule, judge }: Probe,
  { known, own }: { readonly known: readonly ProbeRow[]; readonly own: RuleOverrides },
  now: Date,
): Promise<ProbeRow[]> {
  const {
    database,
    healthUrl,
    fetchStatus,
    fetchHealth,
    readDiskSpace,
    logger,
    channel,
    call = [],
  } = dependencies;
  const change = own.changes.get(rule.id);
  if (change?.enabled === false) return [];
  const effective = {
    ...rule,
    severity: change?.severity ?? rule.severity,
    cooldownMinutes: change?.cooldownMinutes ?? rule.cooldownMinutes,
  };
  let judgements: readonly Judgement[];
  try {
    const world = { database, now, healthUrl, fetchStatus, fetchHealth, readDiskSpace };
    judgements = [...(await judge(world, readLimits(rule, own.thresholds).values)), aboutItself(rule, null)];
  } catch (error) {
    // A probe that fails would otherwise look exactly like one that found nothing.
    logger.error("probe_failed", { ...errorFields(error), errorCode: rule.id });
    judgements = [aboutItself(rule, errorCode(error)), ...known.flatMap(unknownNow)];
  }
  const rows: ProbeRow[] = [];
  for (const judgement of judgements) {
    const { subject } = judgement;
    const before = known.find((row) => row.subject === subject) ?? null;
    const { next, assessment } = trackBreach(effective, before, judgement, now);
    if (assessment !== null) await bring(assessment);
    rows.push({ ...next, ruleId: rule.id, subject });
  }
  // A subject that no longer exists (a tenant, a server) is no longer in trouble.
  for (const { subject, finding } of known) {
    if (finding !== null && !rows.some((row) => row.subject === subject)) {
      await bring({ ruleId: rule.id, subject, finding: null });
    }
  }
  return rows;

  async function bring(assessment: Assessment): Promise<void> {
    // The rule's duration is already applied (track-breach.ts).
    const settings = { ...effective, forDurationMinutes: 0 };
    const status = await recordAssessment(dependencies, assessment, settings, {
      tenantId: PLATFORM_TENANT,
      runId: null,
      supersededAt: null,
      channelOf: () => channel,
      alsoNotify: (severity) => alertNotifiers({ severity, ruleId: rule.id }, {}),
      callOf: (severity) => (isGrave(severity) ? call : []),
    });
    if (status !== null)
      logger.info("alert_changed", { tenantId: PLATFORM_TENANT, status, errorCode: rule.id });
  }
}

function aboutItself({ id }: Probe["rule"], code: string | null): Judgement {
  return {
    subject: RULE_ITSELF,
    breached: code !== null,
    summary: `Rule ${id} does not work: its probe failed with ${code}.`,
    loss: "Nobody is told of what it watches until it works.",
    facts: { errorCode: code },
  };
}

function unknownNow({ subject }: ProbeRow): Judgement[] {
  return subject === RULE_ITSELF ? [] : [{ subject, breached: null, summary: "", loss: null, facts: {} }];
}
