import { activeWorkers } from "../probes/active-workers.ts";
import { backlog } from "../probes/backlog.ts";
import { dailySpend } from "../probes/daily-spend.ts";
import { diskSpace } from "../probes/disk-space.ts";
import { eventPartitions } from "../probes/event-partitions.ts";
import { failureRate } from "../probes/failure-rate.ts";
import { fleetSuccess } from "../probes/fleet-success.ts";
import { llmErrors } from "../probes/llm-errors.ts";
import { messageLag } from "../probes/message-lag.ts";
import { odooReachable } from "../probes/odoo-reachable.ts";
import type { Judgement } from "../probes/probe.ts";
import { refusals } from "../probes/refusals.ts";
import { refusedJobs } from "../probes/refused-jobs.ts";
import { runbookProofs } from "../probes/runbook-proofs.ts";
import { serviceHealth } from "../probes/service-health.ts";
import { staleVerdicts } from "../probes/stale-verdicts.ts";
import { withLoss } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE, type PlatformRule } from "../rulebook/platform-rule-table.ts";
import { readLimits } from "../rulebook/read-limits.ts";
import type { Assessment } from "../rulebook/rule.ts";
import { FAILURES_TO_REPORT, outageText, watchStep } from "../watchdog/database-watch.ts";
import { judgeSlackLink, LINK_PATIENCE_MS } from "../watchdog/judge-slack-link.ts";
import type { DrillScenario } from "./drill-scenario.ts";

const DAY_MS = 86_400_000;

/** What a probe would measure on an installation in trouble, for each rule about it. */
export const PLATFORM_SCENARIOS = {
  "DP-09": probed(eventPartitions, () => ({ lastNight: null, defaultRows: 12 })),
  "PL-20": probed(serviceHealth, () => ({ asked: true, answer: { status: 503, down: ["database"] } })),
  "PL-21": (now) => {
    const look = { isUp: false, failures: FAILURES_TO_REPORT };
    const step = watchStep(null, look, { since: now, outageId: "drill", enough: FAILURES_TO_REPORT });
    if (step.do !== "report_outage") return [];
    const summary = outageText("ECONNREFUSED", step.memory.since);
    return [
      assessmentOf(PLATFORM_RULE_TABLE["PL-21"], {
        subject: "database",
        breached: true,
        summary,
        loss: null,
        facts: {},
      }),
    ];
  },
  "PL-22": probed(llmErrors, () => [{ tenantId: "drill", code: "rate_limited", count: 12, companies: 9 }]),
  "PL-23": probed(dailySpend, (now) => [
    { tenantId: "drill", spentUsd: 7.5, day: now.toISOString().slice(0, 10) },
  ]),
  "PL-24": probed(activeWorkers, () => ({ workers: 0, waiting: [{ tenantId: "drill" }] })),
  "PL-25": probed(backlog, () => ({ queued: 400, unsent: 0 })),
  "PL-26": probed(odooReachable, () => ({ baseUrl: "https://odoo.example/", tenants: 2, status: null })),
  "PL-27": probed(failureRate, () => [
    { tenantId: "drill", runId: "drill", stage: "extract", hasEnded: true, success: 140, errors: 60 },
  ]),
  "PL-28": probed(messageLag, () => ({ messages: 30, waiting: 8, meanMinutes: 4, tenantIds: ["drill"] })),
  "PL-29": probed(staleVerdicts, (now) => ({
    tenantId: "drill",
    waiting: Array.from(
      { length: 7 },
      (_, index) => new Date(now.getTime() - (5 + index) * DAY_MS),
    ).reverse(),
  })),
  "PL-30": probed(fleetSuccess, () => ({ nights: 200, failed: 20, tenantIds: ["drill"] })),
  "PL-31": probed(diskSpace, () => ({
    subject: "disk" as const,
    space: { freeBytes: 3 * 2 ** 30, totalBytes: 100 * 2 ** 30 },
  })),
  "PL-32": (now) => {
    const since = new Date(now.getTime() - LINK_PATIENCE_MS);
    const judged = judgeSlackLink({ isConnected: false, since, problem: "http_503" }, now);
    return [assessmentOf(PLATFORM_RULE_TABLE["PL-32"], judged)];
  },
  "PL-33": probed(refusals, () => ({ refusals: 900, sources: 3 })),
  "PL-34": probed(refusedJobs, () => ({ jobs: 2 })),
  "PL-35": probed(runbookProofs, (now) => ({
    proofs: [
      {
        runbookId: "MV-01",
        provedAt: now,
        broken: [
          {
            kind: "query",
            text: "select status from run_stages;",
            where: "Checks 1",
            problem: '42P01: relation "run_stages" does not exist',
          },
        ],
      },
    ],
    waitingSince: null,
  })),
} as const satisfies Readonly<Record<string, DrillScenario>>;

/** Lets a probe judge a made-up measurement with its default limits. */
function probed<Measured>(
  probe: {
    readonly rule: PlatformRule;
    readonly decide: (measured: Measured, limits: Readonly<Record<string, number>>, now: Date) => Judgement;
  },
  measured: (now: Date) => Measured,
): DrillScenario {
  return (now) => [
    assessmentOf(probe.rule, probe.decide(measured(now), readLimits(probe.rule, {}).values, now)),
  ];
}

function assessmentOf(
  { id, severity }: PlatformRule,
  { subject, breached, summary: found, loss, facts }: Judgement,
): Assessment {
  const summary = withLoss(found, loss);
  const about = { ruleId: id, subject };
  return { ...about, finding: breached === true ? { ...about, severity, summary, facts } : null };
}
