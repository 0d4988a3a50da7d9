import { expect } from "chai";
import { type ProbeState, trackBreach } from "../../../src/alerts/platform/track-breach.ts";
import { activeWorkers } from "../../../src/alerts/probes/active-workers.ts";
import { backlog } from "../../../src/alerts/probes/backlog.ts";
import { dailySpend } from "../../../src/alerts/probes/daily-spend.ts";
import { diskSpace } from "../../../src/alerts/probes/disk-space.ts";
import { failureRate } from "../../../src/alerts/probes/failure-rate.ts";
import { fleetSuccess } from "../../../src/alerts/probes/fleet-success.ts";
import { llmErrors } from "../../../src/alerts/probes/llm-errors.ts";
import { messageLag } from "../../../src/alerts/probes/message-lag.ts";
import { odooReachable } from "../../../src/alerts/probes/odoo-reachable.ts";
import { refusals } from "../../../src/alerts/probes/refusals.ts";
import { refusedJobs } from "../../../src/alerts/probes/refused-jobs.ts";
import { runbookProofs } from "../../../src/alerts/probes/runbook-proofs.ts";
import { serviceHealth } from "../../../src/alerts/probes/service-health.ts";
import { staleVerdicts } from "../../../src/alerts/probes/stale-verdicts.ts";
import { PLATFORM_RULE_TABLE } from "../../../src/alerts/rulebook/platform-rule-table.ts";

const QUIET = { messages: 0, waiting: 0, meanMinutes: null, tenantIds: [] } as const;
const failed = (count: number) => [{ tenantId: "acme", code: "timeout", count, companies: 3 }];
const spent = (spentUsd: number) => [{ tenantId: "acme", spentUsd, day: "2026-11-21" }];
const DISK = { freeRatio: 0.1, databaseGib: 0 };
const NOW = new Date("2026-11-22T12:00:00Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const baseUrl = "https://odoo.example.com/";
const ended = (stage: string, success: number, errors: number) => ({
  tenantId: "acme",
  runId: "latest",
  stage,
  hasEnded: true,
  success,
  errors,
});
const hoursAgo = (hours: number) => later(-hours * 3_600);
const PROVED = { toleratedSteps: 0, staleHours: 48 };
const BROKEN = { kind: "query", text: "select x;", where: "Checks 1", problem: "42703: no column x" };
const proofs = (broken: readonly (typeof BROKEN)[][], hours = 14) => ({
  proofs: broken.map((steps, index) => ({
    runbookId: `MV-0${index}`,
    provedAt: hoursAgo(hours),
    broken: steps,
  })),
  waitingSince: hoursAgo(900),
});
const pending = (stage: string) => ({ ...ended(stage, 0, 0), hasEnded: false });

describe("what the probes decide", () => {
  const cases = {
    "PL-20 at degraded": [
      serviceHealth.decide({ asked: true, answer: { status: 200, down: [] } }, {}, NOW),
      false,
    ],
    "PL-20 at 503": [
      serviceHealth.decide({ asked: true, answer: { status: 503, down: ["database", "runners"] } }, {}, NOW),
      true,
    ],
    "PL-20 at 503 for want of runners alone": [
      serviceHealth.decide({ asked: true, answer: { status: 503, down: ["runners"] } }, {}, NOW),
      false,
    ],
    "PL-20 at a 503 that says nothing": [
      serviceHealth.decide({ asked: true, answer: { status: 503, down: [] } }, {}, NOW),
      true,
    ],
    "PL-20 at silence": [serviceHealth.decide({ asked: true, answer: null }, {}, NOW), true],
    "PL-20 without an address": [serviceHealth.decide({ asked: false, answer: null }, {}, NOW), null],
    "PL-22 at the limit": [llmErrors.decide(failed(5), { maxErrors: 5 }, NOW), false],
    "PL-22 above it": [llmErrors.decide(failed(6), { maxErrors: 5 }, NOW), true],
    "PL-23 at the limit": [dailySpend.decide(spent(5), { limitUsd: 5 }, NOW), false],
    "PL-23 above it": [dailySpend.decide(spent(5.01), { limitUsd: 5 }, NOW), true],
    "PL-24 with one": [activeWorkers.decide({ workers: 1, waiting: [] }, { minimumWorkers: 1 }, NOW), false],
    "PL-24 without": [activeWorkers.decide({ workers: 0, waiting: [] }, { minimumWorkers: 1 }, NOW), true],
    "PL-25 at the limit": [backlog.decide({ queued: 50, unsent: 0 }, { maxQueued: 50 }, NOW), false],
    "PL-25 above it": [backlog.decide({ queued: 51, unsent: 0 }, { maxQueued: 50 }, NOW), true],
    "PL-25 with jobs that never reach the queue": [
      backlog.decide({ queued: 0, unsent: 51 }, { maxQueued: 50 }, NOW),
      true,
    ],
    "PL-26 at 404": [odooReachable.decide({ baseUrl, tenants: 1, status: 404 }, {}, NOW), false],
    "PL-26 at 502": [odooReachable.decide({ baseUrl, tenants: 1, status: 502 }, {}, NOW), true],
    "PL-26 at silence": [odooReachable.decide({ baseUrl, tenants: 2, status: null }, {}, NOW), true],
    "PL-27 at 10 % beyond what a stage tolerates": [
      failureRate.decide([ended("extract", 16, 4)], { maxRatio: 0.1, minimumAttempts: 20 }, NOW),
      false,
    ],
    "PL-27 above it": [
      failureRate.decide([ended("extract", 15, 5)], { maxRatio: 0.1, minimumAttempts: 20 }, NOW),
      true,
    ],
    "PL-27 of a crawl that fails as crawls do": [
      failureRate.decide([ended("crawl", 60, 40)], { maxRatio: 0.1, minimumAttempts: 20 }, NOW),
      false,
    ],
    "PL-27 of a crawl that fails more": [
      failureRate.decide([ended("crawl", 59, 41)], { maxRatio: 0.1, minimumAttempts: 20 }, NOW),
      true,
    ],
    "PL-27 before a fifth of the stages has ended": [
      failureRate.decide(
        [ended("crawl", 0, 100), ...["tavily", "extract", "lusha", "zerobounce", "score"].map(pending)],
        { maxRatio: 0.1, minimumAttempts: 20 },
        NOW,
      ),
      false,
    ],
    "PL-27 at a fifth of them": [
      failureRate.decide(
        [ended("crawl", 0, 100), ...["tavily", "extract", "lusha", "zerobounce"].map(pending)],
        { maxRatio: 0.1, minimumAttempts: 20 },
        NOW,
      ),
      true,
    ],
    "PL-27 of the run before one that has just begun": [
      failureRate.decide(
        [pending("crawl"), { ...ended("extract", 0, 100), runId: "before" }],
        { maxRatio: 0.1, minimumAttempts: 20 },
        NOW,
      ),
      true,
    ],
    "PL-27 with too few": [
      failureRate.decide([ended("extract", 0, 19)], { maxRatio: 0.1, minimumAttempts: 20 }, NOW),
      null,
    ],
    "PL-27 without a run": [failureRate.decide([], { maxRatio: 0.1, minimumAttempts: 20 }, NOW), false],
    "PL-28 at a minute": [
      messageLag.decide({ ...QUIET, messages: 1, meanMinutes: 1 }, { maxMinutes: 1 }, NOW),
      false,
    ],
    "PL-28 above it": [
      messageLag.decide({ ...QUIET, messages: 1, meanMinutes: 1.1 }, { maxMinutes: 1 }, NOW),
      true,
    ],
    "PL-28 without messages": [messageLag.decide(QUIET, { maxMinutes: 1 }, NOW), false],
    "PL-29 at 48 hours": [
      staleVerdicts.decide({ tenantId: "acme", waiting: [later(-48 * 3600)] }, { waitMinutes: 2880 }, NOW),
      false,
    ],
    "PL-29 above it": [
      staleVerdicts.decide(
        { tenantId: "acme", waiting: [later(-48 * 3600 - 1), later(-60)] },
        { waitMinutes: 2880 },
        NOW,
      ),
      true,
    ],
    "PL-30 at 98 %": [
      fleetSuccess.decide(
        { nights: 50, failed: 1, tenantIds: ["acme"] },
        { successRatio: 0.98, minimumNights: 50 },
        NOW,
      ),
      false,
    ],
    "PL-30 below it": [
      fleetSuccess.decide(
        { nights: 50, failed: 2, tenantIds: ["acme"] },
        { successRatio: 0.98, minimumNights: 50 },
        NOW,
      ),
      true,
    ],
    "PL-31 with a tenth free": [
      diskSpace.decide({ subject: "disk", space: { freeBytes: 10, totalBytes: 100 } }, DISK, NOW),
      false,
    ],
    "PL-31 with less": [
      diskSpace.decide({ subject: "disk", space: { freeBytes: 9, totalBytes: 100 } }, DISK, NOW),
      true,
    ],
    "PL-31 of a disk elsewhere": [diskSpace.decide({ subject: "disk", space: null }, DISK, NOW), null],
    "PL-31 of a database without a limit": [
      diskSpace.decide({ subject: "database", bytes: 2 ** 40 }, DISK, NOW),
      null,
    ],
    "PL-31 of a database at its limit": [
      diskSpace.decide({ subject: "database", bytes: 2 ** 31 }, { ...DISK, databaseGib: 2 }, NOW),
      false,
    ],
    "PL-31 of a database above it": [
      diskSpace.decide({ subject: "database", bytes: 2 ** 31 + 1 }, { ...DISK, databaseGib: 2 }, NOW),
      true,
    ],
    "PL-33 at the limit": [refusals.decide({ refusals: 200, sources: 1 }, { maxRefusals: 200 }, NOW), false],
    "PL-33 above it": [refusals.decide({ refusals: 201, sources: 9 }, { maxRefusals: 200 }, NOW), true],
    "PL-34 without any": [refusedJobs.decide({ jobs: 0 }, { maxJobs: 0 }, NOW), false],
    "PL-34 with one": [refusedJobs.decide({ jobs: 1 }, { maxJobs: 0 }, NOW), true],
    "PL-35 with all steps working": [runbookProofs.decide(proofs([[]]), PROVED, NOW), false],
    "PL-35 with a broken step": [runbookProofs.decide(proofs([[], [BROKEN]]), PROVED, NOW), true],
    "PL-35 with as many as tolerated": [
      runbookProofs.decide(proofs([[BROKEN]]), { ...PROVED, toleratedSteps: 1 }, NOW),
      false,
    ],
    "PL-35 of two days ago": [runbookProofs.decide(proofs([[]], 48), PROVED, NOW), false],
    "PL-35 of longer ago": [runbookProofs.decide(proofs([[]], 48.01), PROVED, NOW), true],
    "PL-35 without a proof, with a runner up for longer": [
      runbookProofs.decide({ proofs: [], waitingSince: hoursAgo(49) }, PROVED, NOW),
      true,
    ],
    "PL-35 without a proof, with a new runner": [
      runbookProofs.decide({ proofs: [], waitingSince: hoursAgo(1) }, PROVED, NOW),
      false,
    ],
    "PL-35 without a proof or a runner": [
      runbookProofs.decide({ proofs: [], waitingSince: null }, PROVED, NOW),
      null,
    ],
    "PL-30 with too few": [
      fleetSuccess.decide(
        { nights: 49, failed: 9, tenantIds: ["acme"] },
        { successRatio: 0.98, minimumNights: 50 },
        NOW,
      ),
      null,
    ],
  } as const;
  for (const [name, [judgement, breached]] of Object.entries(cases)) {
    it(`${name}: ${breached ?? "cannot tell"}`, () => {
      expect(judgement.breached).to.equal(breached);
    });
  }
});

describe("a condition that must last", () => {
  const rule = PLATFORM_RULE_TABLE["PL-20"];
  const look = (previous: ProbeState | null, breached: boolean | null, seconds: number, summary = "bad") =>
    trackBreach(
      rule,
      previous,
      { subject: "health", breached, summary, loss: null, facts: {} },
      later(seconds),
    );

  it("fires at its duration, not a second before, and follows the figures every five minutes", () => {
    let { next } = look(null, true, 0);
    for (const seconds of [60, 119]) {
      const step = look(next, true, seconds);
      expect(step.assessment).to.equal(null);
      next = step.next;
    }
    const fired = look(next, true, 120, "first");
    expect(fired.assessment?.finding).to.include({ summary: "first", severity: "critical" });
    expect(fired.assessment?.finding?.begunAt).to.deep.equal(later(0));
    let followed = look(fired.next, true, 135, "second");
    expect(followed.assessment?.finding?.summary).to.equal("first");
    for (let seconds = 150; seconds < 420; seconds += 15)
      followed = look(followed.next, true, seconds, "third");
    expect(followed.assessment?.finding?.summary).to.equal("first");
    followed = look(followed.next, true, 420, "fourth");
    expect(followed.assessment?.finding?.summary).to.equal("fourth");
    expect(followed.assessment?.finding?.begunAt).to.deep.equal(later(0));
    expect(look(followed.next, null, 435).assessment).to.equal(null);
  });

  it("begins anew after it was well, and after a time in which nobody looked", () => {
    const first = look(null, true, 0).next;
    expect(look(look(first, false, 60).next, true, 120).assessment).to.equal(null);
    expect(look(first, true, 121).assessment).to.equal(null);
    expect(look(first, true, 120).assessment?.finding).to.not.equal(null);
  });

  it("goes on where a look cannot tell, and neither fires nor clears then", () => {
    const first = look(null, true, 0).next;
    const unknown = look(first, null, 60);
    expect(unknown.assessment).to.equal(null);
    expect(look(unknown.next, true, 120).assessment?.finding).to.not.equal(null);
  });

  it("clears once: at the first look of all, and when it ends", () => {
    const well = look(null, false, 0);
    expect(well.assessment?.finding).to.equal(null);
    expect(look(well.next, false, 15).assessment).to.equal(null);
    const fired = look(look(null, true, 0).next, true, 120).next;
    const ended = look(fired, false, 135);
    expect(ended.assessment?.finding).to.equal(null);
    expect(look(ended.next, false, 150).assessment).to.equal(null);
  });
});
