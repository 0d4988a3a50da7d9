import type { AlertCard } from "../../../src/alerts/cards/alert-card.ts";
import type { AlertActResult } from "../../../src/alerts/raising/alert-act.ts";
import type { ChecklistCard } from "../../../src/alerts/runbooks/checklist-card.ts";
import type { RuleView } from "../../../src/alerts/settings/rule-view.ts";
import type { HomeAlert } from "../../../src/bot/ports/home-alert.ts";
import type { RunStats } from "../../../src/bot/ports/runs.ts";
import type { SilenceInForce } from "../../../src/bot/ports/silences.ts";
import type { Alert } from "../../../src/entities/alert.ts";
import type { EnrichmentRun } from "../../../src/entities/enrichment-run.ts";
import type { QaSample } from "../../../src/entities/qa-sample.ts";
import type { RunMetric } from "../../../src/entities/run-metric.ts";
import type { RunStageStat } from "../../../src/entities/run-stage-stat.ts";
import type { RunVendorUsage } from "../../../src/entities/run-vendor-usage.ts";
import type { Night, NightVendor } from "../../../src/observability/nights/night.ts";
import type { GivenVerdict } from "../../../src/qa/verdicts/given-verdicts.ts";
import type { QaSampleCard } from "../../../src/qa/verdicts/qa-sample-card.ts";

export const RUN_ID = "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77";
export const ALERT_ID = "7d1f6a52-3c1e-4d1c-8f0b-5a9e2b7c4d10";
export const COMPANY_ID = "c9a1e0d4-55aa-4b7e-9f10-1b2c3d4e5f60";
export const NOW = new Date("2026-11-22T06:00:00Z");

/** Text that breaks what is careless: mark-up, mentions, quotes, right-to-left, emoji of several code points, and far too much of it. */
export const NASTY = `<!channel> & <@U1> \u202Eevil *b* \`c\` "q" 😀👩‍👩‍👧‍👦 מבחן ${"wörd ".repeat(900)}`;

export function alertOf(changes: Partial<Alert> = {}): Alert {
  return {
    tenantId: "globex",
    alertId: ALERT_ID,
    ruleId: "CR-02",
    subject: "crawl",
    fingerprint: "CR-02:crawl",
    runId: RUN_ID,
    severity: "high",
    state: "firing",
    summary: "22 of 60 companies could not be crawled (37 %).",
    facts: {},
    occurrences: 1,
    firedAt: new Date("2026-11-22T02:10:00Z"),
    lastSeenAt: new Date("2026-11-22T02:10:00Z"),
    acknowledgedBy: null,
    acknowledgedAt: null,
    resolvedBy: null,
    resolvedAt: null,
    announced: true,
    updatePending: false,
    version: 1,
    ...changes,
  };
}

/** An incident of one alert. */
export function loneIncidentOf({ state, severity, version }: Alert): AlertCard["incident"] {
  return { state, severity, version, others: [] };
}

/** What an act on an alert of its own answers. */
export function actResultOf(outcome: AlertActResult["outcome"], card: AlertCard): AlertActResult {
  return { outcome, card, alert: card.alert };
}

export function alertCardOf(changes: Partial<Alert> = {}): AlertCard {
  const alert = alertOf(changes);
  return {
    alert,
    incident: loneIncidentOf(alert),
    mention: [],
    lastTime: null,
    ending: { cause: null, done: null },
    urgency: "morning",
    act: { kind: "rerun", stage: null, gently: true },
    cause: "`dns_failed`, 14 times: our resolver",
    checks: [],
    runStatus: "succeeded",
    comparison: "Median of the last 14 nights: 4 %.",
    errorClasses: [{ errorCode: "dns_failed", count: 14, examples: ["Example Widgets", "Example Gears"] }],
    traceUrl: null,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    silence: null,
    proof: null,
    runbook: { id: "CR-02", title: "Crawl error rate high", firstSteps: ["Look at the error classes."] },
  };
}

export function homeAlertOf(changes: Partial<HomeAlert> = {}): HomeAlert {
  const { tenantId, alertId, ruleId, severity, state, summary, firedAt, ...rest } = alertOf();
  const { acknowledgedBy, resolvedBy, resolvedAt } = rest;
  return {
    tenantId,
    alertId,
    ruleId,
    severity,
    state,
    summary,
    firedAt,
    drill: changes.drill ?? false,
    acknowledgedBy,
    resolvedBy,
    resolvedAt,
    link: null,
    ...changes,
  };
}

export function silenceOf(changes: Partial<SilenceInForce> = {}): SilenceInForce {
  return {
    tenantId: "globex",
    silenceId: "3a4b5c6d-3c1e-4d1c-8f0b-5a9e2b7c4d10",
    ruleId: "CR-02",
    subject: "crawl",
    endsAt: new Date("2026-11-22T10:00:00Z"),
    reason: "planned work",
    createdBy: "U0PERSON",
    ...changes,
  };
}

export function checklistOf(changes: Partial<ChecklistCard> = {}): ChecklistCard {
  return {
    alert: alertOf(),
    runbook: { id: "CR-02", title: "Crawl error rate high" },
    machine: [{ label: "Error classes", result: "attention", detail: "dns_failed leads (14)." }],
    steps: [
      { key: "check-1", text: "Which error is most common? The card names the top three.", done: null },
      {
        key: "action-1",
        text: "Repair the network.",
        done: { actor: "U0PERSON", doneAt: NOW, secondsSinceFired: 720 },
      },
    ],
    ...changes,
  };
}

export function ruleOf(changes: Partial<RuleView> = {}): RuleView {
  return {
    ruleId: "CR-02",
    type: "built_in",
    title: "Crawl error rate is high",
    severity: "medium",
    enabled: true,
    cooldownMinutes: 60,
    runbookId: "CR-02",
    agentId: null,
    judging: { forDurationMinutes: 10, keepFiringMinutes: 5, noData: "keep", topic: "operations" },
    updatedBy: null,
    updatedAt: null,
    thresholds: [
      {
        name: "warnRatio",
        key: "CR-02.warnRatio",
        value: 0.4,
        default: 0.3,
        override: 0.4,
        unit: "ratio",
        meaning: "above which it fires",
      },
    ],
    ...changes,
  };
}

export function runOf(changes: Partial<EnrichmentRun> = {}): EnrichmentRun {
  return {
    tenantId: "acme",
    runId: RUN_ID,
    agentId: "nightly",
    status: "succeeded",
    trigger: "schedule",
    runDate: "2026-11-22",
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    startedAt: new Date("2026-11-22T02:00:00Z"),
    endedAt: new Date("2026-11-22T02:12:30Z"),
    recountAt: null,
    statusReason: null,
    manifest: {},
    costNanoUsd: 1_234_500_000n,
    langsmithTraceUrl: null,
    spansSentAt: null,
    heldLeads: 0,
    ...changes,
  };
}

export function stageOf(changes: Partial<RunStageStat> = {}): RunStageStat {
  return {
    tenantId: "acme",
    runId: RUN_ID,
    stage: "crawl",
    status: "succeeded",
    statusReason: null,
    countTotal: 60,
    countSuccess: 56,
    countError: 4,
    countBlocked: 0,
    countSkipped: 0,
    p50Ms: 310,
    p95Ms: 2140,
    p99Ms: 4000,
    costNanoUsd: 0n,
    tokensInput: 0,
    tokensOutput: 0,
    startedAt: null,
    endedAt: null,
    plannedAt: null,
    ...changes,
  };
}

export function vendorOf(changes: Partial<RunVendorUsage> = {}): RunVendorUsage {
  return {
    tenantId: "acme",
    runId: RUN_ID,
    vendor: "tavily",
    calls: 120,
    errors: 3,
    rateLimitHits: 2,
    quotaExhausted: false,
    costNanoUsd: 960_000_000n,
    unpricedCalls: 0,
    tokensInput: 0,
    tokensOutput: 0,
    ...changes,
  };
}

export function metricOf(changes: Partial<RunMetric>): RunMetric {
  return {
    tenantId: "acme",
    runId: RUN_ID,
    name: "crawl_success_rate",
    value: null,
    numerator: null,
    denominator: null,
    reason: null,
    ...changes,
  };
}

export function statsOf(changes: Partial<EnrichmentRun> = {}): RunStats {
  return {
    run: runOf(changes),
    stages: [stageOf()],
    vendors: [vendorOf()],
    metrics: [
      metricOf({ name: "crawl_success_rate", value: 0.95, numerator: 57, denominator: 60 }),
      metricOf({ name: "lusha_success_rate", reason: "nothing_asked", numerator: 0, denominator: 0 }),
    ],
    degradations: [],
    gate: null,
    forecast: null,
  };
}

export function sampleOf(changes: Partial<QaSample> = {}): QaSample {
  return {
    tenantId: "acme",
    runId: RUN_ID,
    companyId: COMPANY_ID,
    sampleNo: 3,
    bucket: "High",
    populationSize: 17,
    checks: {},
    result: null,
    notes: null,
    version: 0,
    lead: null,
    inclusionProbability: 10 / 17,
    reservedBy: null,
    reservedUntil: null,
    createdAt: NOW,
    ...changes,
  };
}

export function verdictOf(changes: Partial<GivenVerdict> = {}): GivenVerdict {
  return {
    tenantId: "acme",
    verdictId: "5f0e7e3c-0e7e-4f3c-9f30-0c1d2e3f4a5b",
    runId: RUN_ID,
    companyId: COMPANY_ID,
    result: "pass",
    reason: null,
    notes: null,
    actor: "U0REVIEWER",
    at: new Date("2026-11-22T05:00:00Z"),
    ...changes,
  };
}

export function sampleCardOf(changes: Partial<QaSampleCard> = {}): QaSampleCard {
  return {
    sample: sampleOf(),
    sampleSize: 10,
    company: { name: "Example Widgets", domain: "widgets.example" },
    lead: {
      score: 81,
      rationale: "Hires engineers and sells to factories.",
      reasons: ["fit 30/30 (120 employees, machinery)", "signals 26/40", "reach 24/30"],
      signals: [
        {
          kind: "hiring",
          text: "We are hiring ten engineers.",
          page: "https://widgets.example/careers",
          readAt: "2026-11-21T01:00:00.000Z",
        },
        { kind: "product_launch", text: "The new line is out.", page: null, readAt: null },
      ],
      about: "Widgets for factories in three countries.",
      addresses: [
        { initial: "j", status: "verified", isWebmail: false },
        { initial: "s", status: "unknown", isWebmail: false },
        { initial: "w", status: null, isWebmail: true },
      ],
      titles: ["COO"],
    },
    checks: [{ name: "Domain", passed: true, note: null }],
    verdicts: [],
    notes: null,
    ...changes,
  };
}

/** A night of a quarter of an hour that called one vendor. */
export function nightOf(changes: Partial<Night> = {}): Night {
  const startedAt = new Date("2026-11-21T02:00:00Z");
  return {
    runId: RUN_ID,
    runDate: "2026-11-21",
    status: "succeeded",
    startedAt,
    endedAt: new Date(startedAt.getTime() + 900_000),
    costUsd: 1.5,
    stages: [],
    vendors: [nightVendorOf()],
    metrics: {},
    passes: 0,
    fails: 0,
    ...changes,
  };
}

/** A vendor that answered 120 calls of a night. */
export function nightVendorOf(changes: Partial<NightVendor> = {}): NightVendor {
  return {
    vendor: "tavily",
    calls: 120,
    errors: 3,
    rateLimitHits: 2,
    quotaExhausted: false,
    costUsd: 1.5,
    unpricedCalls: 0,
    tokens: 0,
    ...changes,
  };
}
