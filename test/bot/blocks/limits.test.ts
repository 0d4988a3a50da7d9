import { readdir, readFile } from "node:fs/promises";
import { expect } from "chai";
import fc from "fast-check";
import type { AlertCard } from "../../../src/alerts/cards/alert-card.ts";
import { alertDetailsView } from "../../../src/bot/blocks/alerts/alert-details-view.ts";
import { alertDigestMessage } from "../../../src/bot/blocks/alerts/alert-digest-message.ts";
import { alertListMessage } from "../../../src/bot/blocks/alerts/alert-list-message.ts";
import { alertMessage } from "../../../src/bot/blocks/alerts/alert-message.ts";
import { alertNoteMessage } from "../../../src/bot/blocks/alerts/alert-note-message.ts";
import { alertPeopleView } from "../../../src/bot/blocks/alerts/alert-people-view.ts";
import { askForKeyView } from "../../../src/bot/blocks/alerts/ask-for-key-view.ts";
import { notUsefulView } from "../../../src/bot/blocks/alerts/not-useful-view.ts";
import { resolveView } from "../../../src/bot/blocks/alerts/resolve-view.ts";
import { silenceListMessage } from "../../../src/bot/blocks/alerts/silence-list-message.ts";
import { silenceView } from "../../../src/bot/blocks/alerts/silence-view.ts";
import { timelineMessage } from "../../../src/bot/blocks/alerts/timeline-message.ts";
import { callView } from "../../../src/bot/blocks/call-view.ts";
import { helpMessage } from "../../../src/bot/blocks/help-message.ts";
import { HOME_LINES, homeView } from "../../../src/bot/blocks/home-view.ts";
import { keysMessage, newKeyMessage } from "../../../src/bot/blocks/keys-message.ts";
import { noticeView } from "../../../src/bot/blocks/kit/form-parts.ts";
import { escapeText } from "../../../src/bot/blocks/kit/text.ts";
import { loginMessage } from "../../../src/bot/blocks/login-message.ts";
import { peopleView } from "../../../src/bot/blocks/people-view.ts";
import { qaGateMessage } from "../../../src/bot/blocks/qa/qa-gate-message.ts";
import { qaGateView } from "../../../src/bot/blocks/qa/qa-gate-view.ts";
import { qaQueueMessage } from "../../../src/bot/blocks/qa/qa-queue-message.ts";
import { qaRunMessage } from "../../../src/bot/blocks/qa/qa-run-message.ts";
import { qaSampleMessage } from "../../../src/bot/blocks/qa/qa-sample-message.ts";
import { qaVerdictView } from "../../../src/bot/blocks/qa/qa-verdict-view.ts";
import { ruleListMessage } from "../../../src/bot/blocks/rules/rule-list-message.ts";
import { thresholdMessage } from "../../../src/bot/blocks/rules/threshold-message.ts";
import { thresholdConfirmView, thresholdView } from "../../../src/bot/blocks/rules/threshold-view.ts";
import { checklistMessage } from "../../../src/bot/blocks/runbooks/checklist-message.ts";
import { runbookListMessage } from "../../../src/bot/blocks/runbooks/runbook-list-message.ts";
import { runbookView } from "../../../src/bot/blocks/runbooks/runbook-view.ts";
import { runListMessage, stopQuestionMessage } from "../../../src/bot/blocks/runs/run-list-message.ts";
import { runStatsMessage } from "../../../src/bot/blocks/runs/run-stats-message.ts";
import { runConfirmView, runRequestView } from "../../../src/bot/blocks/runs/run-views.ts";
import { traceMessage } from "../../../src/bot/blocks/runs/trace-message.ts";
import { vendorsMessage } from "../../../src/bot/blocks/runs/vendors-message.ts";
import { COMMANDS } from "../../../src/bot/commands/commands.ts";
import { ALERT_STATES, SEVERITIES, VERDICTS } from "../../../src/entities/vocabulary.ts";
import { compareWithNights } from "../../../src/observability/nights/compare-with-nights.ts";
import type { Night } from "../../../src/observability/nights/night.ts";
import { type GateCard, MOST_LISTED } from "../../../src/qa/gate/gate-card.ts";
import { messageProblems, viewProblems } from "../../support/slack-limits.ts";
import {
  ALERT_ID,
  alertCardOf,
  alertOf,
  checklistOf,
  homeAlertOf,
  loneIncidentOf,
  metricOf,
  NASTY,
  NOW,
  nightOf,
  nightVendorOf,
  RUN_ID,
  ruleOf,
  runOf,
  sampleOf,
  silenceOf,
  stageOf,
  vendorOf,
  verdictOf,
} from "../support/cards.ts";

const DEGRADATION_NAMES = [
  "fewer_pages",
  "openai_fallback_model",
  "smaller_batches",
  "lusha_skipped",
  "best_address_only",
  "industry_only_candidates",
  "odoo_essential_fields",
] as const;
const URL = "https://nightshift.example";

/** A tenant id this long cannot be: only its part in a button's value would exceed what Slack takes. */
const notTheId = (problem: string) => !problem.includes("value has");

const NASTY_LEAD = {
  score: 100,
  rationale: NASTY,
  reasons: [NASTY, NASTY, NASTY],
  signals: Array.from({ length: 5 }, () => ({ kind: NASTY, text: NASTY, page: NASTY, readAt: NASTY })),
  about: NASTY,
  addresses: Array.from(
    { length: 20 },
    () => ({ initial: NASTY, status: "verified", isWebmail: false }) as const,
  ),
  titles: [NASTY],
};

/** A night with nasty names and the greatest figures. */
function nastyNight(daysAgo: number): Night {
  const startedAt = new Date(NOW.getTime() - daysAgo * 86_400_000);
  return nightOf({
    runDate: startedAt.toISOString().slice(0, 10),
    startedAt,
    endedAt: new Date(startedAt.getTime() + 1e9),
    costUsd: 123_456_789.1234,
    vendors: Array.from({ length: 12 }, (_, index) =>
      nightVendorOf({
        vendor: `${index} ${NASTY}`,
        calls: 99_999_999,
        errors: 99_999_999,
        quotaExhausted: true,
      }),
    ),
    metrics: { candidates_selected: 99_999_999, shortlist_delivered: null, bucket_share_high: 1 },
  });
}
const HUNDRED_NIGHTS = Array.from({ length: 100 }, (_, index) => nastyNight(100 - index));

describe("Slack's limits", () => {
  it("are checked by something that knows a bad payload from a good one", () => {
    const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
    expect(messageProblems({ text: "a", blocks: [section("a")] })).to.deep.equal([]);
    expect(messageProblems({ text: "", blocks: [section("a")] })).to.have.length(1);
    expect(messageProblems({ text: "a", blocks: [section("a".repeat(3001))] })).to.have.length(1);
    expect(
      messageProblems({ text: "a", blocks: Array.from({ length: 51 }, () => section("a")) }),
    ).to.have.length(1);
    expect(messageProblems({ text: "a", blocks: [section("a < b")] })).to.have.length(1);
    expect(messageProblems({ text: "a", blocks: [section("<!channel>")] })).to.have.length(1);
    expect(messageProblems({ text: "a", blocks: [{ type: "alert" }] })).to.have.length(1);
    expect(
      viewProblems({
        type: "modal",
        title: { type: "plain_text", text: "t".repeat(25) },
        blocks: [section("a")],
      }),
    ).to.have.length(1);
  });

  for (const state of ALERT_STATES) {
    for (const [severity, runStatus] of SEVERITIES.flatMap((severity) =>
      ([null, "running", "failed"] as const).map((status) => [severity, status] as const),
    )) {
      it(`hold for a ${state} ${severity} alert of a ${runStatus ?? "missing"} run whose every text is far too long and hostile`, () => {
        const card: AlertCard = {
          ...alertCardOf(),
          cause: NASTY,
          checks: Array.from({ length: 20 }, () => ({ label: NASTY, result: "attention", detail: NASTY })),
          alert: alertOf({
            state,
            severity,
            tenantId: NASTY,
            ruleId: NASTY,
            subject: NASTY,
            summary: NASTY,
            occurrences: 123_456_789,
            acknowledgedBy: NASTY,
            acknowledgedAt: NOW,
            resolvedBy: NASTY,
            resolvedAt: NOW,
          }),
          lastTime: { by: NASTY, at: NOW, afterMs: 1e12, cause: "vendor", done: NASTY },
          ending: { cause: "vendor", done: state === "resolved" ? NASTY : null },
          mention: Array.from({ length: 20 }, () => "U0123456789"),
          incident: {
            state,
            severity,
            version: 7,
            others: Array.from({ length: 30 }, () => ({
              alertId: alertOf().alertId,
              ruleId: NASTY,
              subject: NASTY,
              severity,
              state,
              summary: NASTY,
              title: NASTY,
            })),
          },
          comparison: NASTY,
          runStatus,
          errorClasses: Array.from({ length: 50 }, () => ({
            errorCode: NASTY,
            count: 10,
            examples: [NASTY, NASTY, NASTY],
          })),
          traceUrl: "https://example.com/a|b>",
          traceId: NASTY,
          silence: { createdBy: NASTY, endsAt: NOW, reason: NASTY },
          runbook: { id: "CR-02", title: NASTY, firstSteps: Array.from({ length: 20 }, () => NASTY) },
        };
        const message = alertMessage(card);
        expect(viewProblems(alertDetailsView(card, URL))).to.deep.equal([]);
        // A tenant id this long cannot be: only its part in a button's value would exceed what Slack takes.
        expect(messageProblems(message).filter((problem) => !problem.includes("value"))).to.deep.equal([]);
      });
    }
  }

  it("hold for an alert with nothing to say", () => {
    const card: AlertCard = {
      ...alertCardOf(),
      cause: null,
      act: { kind: "runbook" },
      alert: alertOf({ runId: null, summary: "" }),
      incident: loneIncidentOf(alertOf()),
      mention: [],
      lastTime: null,
      ending: { cause: null, done: null },
      comparison: null,
      runStatus: null,
      errorClasses: [],
      traceUrl: null,
      traceId: null,
      silence: null,
      runbook: null,
    };
    expect(messageProblems(alertMessage(card))).to.deep.equal([]);
    expect(viewProblems(alertDetailsView(card, URL))).to.deep.equal([]);
  });

  it("hold for a line in an alert's thread", () => {
    expect(messageProblems(alertNoteMessage(NASTY))).to.deep.equal([]);
    expect(messageProblems(alertNoteMessage("Escalated."))).to.deep.equal([]);
  });

  it("hold for the statistics of a run with 200 stages and 200 vendors", () => {
    const message = runStatsMessage(
      {
        run: runOf({
          tenantId: NASTY,
          statusReason: NASTY,
          langsmithTraceUrl: `https://example.com/${"x".repeat(900)}`,
          traceId: NASTY,
        }),
        stages: Array.from({ length: 200 }, () =>
          stageOf({ countTotal: 99_999_999, countError: 99_999_999, p50Ms: 123_456_789, p95Ms: null }),
        ),
        vendors: Array.from({ length: 200 }, () => vendorOf({ vendor: NASTY, unpricedCalls: 4 })),
        metrics: Array.from({ length: 200 }, () => metricOf({ name: `${NASTY}_rate`, value: 0.5 })),
        degradations: DEGRADATION_NAMES.map((degradation) => ({ degradation, reason: NASTY, since: NOW })),
        forecast: {
          spentNanoUsd: 10n ** 18n,
          expectedNanoUsd: 10n ** 18n,
          lowNanoUsd: 10n ** 18n,
          highNanoUsd: 10n ** 18n,
          unknownStages: ["tavily", "extract", "lusha", "zerobounce"],
        },
      },
      {
        comparison: compareWithNights(nastyNight(0), HUNDRED_NIGHTS),
        nights: HUNDRED_NIGHTS,
      },
      NOW,
      [NASTY, NASTY],
    );
    expect(messageProblems(message)).to.deep.equal([]);
    expect(JSON.stringify(message.blocks)).to.contain("more");
  });

  it("hold for the vendors of no night, of one, and of a hundred", () => {
    const month = Array.from({ length: 31 }, (_, day) => ({
      date: `d${day}`,
      costUsd: day > 20 ? null : 1e9,
    }));
    for (const nights of [[], [nastyNight(0)], HUNDRED_NIGHTS]) {
      for (const tenantId of ["acme", NASTY]) {
        expect(messageProblems(vendorsMessage(tenantId, { nights, month }))).to.deep.equal([]);
      }
    }
  });

  it("hold for a run that has only just begun", () => {
    const message = runStatsMessage(
      {
        run: runOf({ endedAt: null, status: "running" }),
        stages: [],
        vendors: [],
        metrics: [],
        degradations: [],
        forecast: null,
      },
      null,
      NOW,
      [],
    );
    expect(messageProblems(message)).to.deep.equal([]);
  });

  it("hold for a QA sample judged over and over by people who write too much", () => {
    const message = qaSampleMessage({
      sample: sampleOf({ version: 40 }),
      sampleSize: 10,
      company: { name: NASTY, domain: NASTY },
      lead: NASTY_LEAD,
      notes: NASTY,
      checks: Array.from({ length: 30 }, () => ({ name: NASTY, passed: null, note: NASTY })),
      verdicts: Array.from({ length: 40 }, (_, index) =>
        verdictOf({
          result: VERDICTS[index % 3] ?? "pass",
          reason: NASTY,
          notes: NASTY,
          actor: `U0${index}`,
        }),
      ),
    });
    expect(messageProblems(message)).to.deep.equal([]);
  });

  it("hold for a QA sample that waits, on its card and in the queue", () => {
    const sample = {
      sample: sampleOf(),
      sampleSize: 10,
      company: { name: NASTY, domain: NASTY },
      lead: NASTY_LEAD,
      notes: NASTY,
      checks: Array.from({ length: 4 }, () => ({ name: NASTY, passed: false, note: NASTY })),
      verdicts: [],
    };
    expect(messageProblems(qaSampleMessage(sample))).to.deep.equal([]);
    expect(messageProblems(qaSampleMessage({ ...sample, lead: null, notes: null }))).to.deep.equal([]);
    const reviewers = Array.from({ length: 10 }, () => ({ actor: NASTY, verdicts: 3 }));
    const state = { tenantId: NASTY, waiting: 3, withOthers: 2, oldestAt: NOW, reviewers };
    const states = Array.from({ length: 20 }, () => state);
    const before = { ...sample, verdicts: [verdictOf({ notes: NASTY })] };
    for (const page of [
      { states, next: sample, before },
      { states, next: sample, before: null },
      { states, next: null, before },
      { states: [], next: null, before: null },
    ]) {
      expect(messageProblems(qaQueueMessage(page))).to.deep.equal([]);
    }
  });

  it("hold for a night that is held at the export gate, with as many leads as are listed", () => {
    const held = Array.from({ length: MOST_LISTED }, (_, index) => ({
      companyId: `c9a1e0d4-55aa-4b7e-9f10-${String(index).padStart(12, "0")}`,
      companyName: NASTY,
      against: [null, "fail", "check"][index % 3] as null | "fail" | "check",
    }));
    for (const state of ["open", "held", "released"] as const) {
      for (const decidedBy of [null, "slack:U0PERSON", "system:deadline", NASTY]) {
        const card: GateCard = {
          gate: {
            tenantId: "globex",
            runId: RUN_ID,
            state,
            leads: 999_999,
            released: state === "released" ? 1 : 0,
            badProbability: 0.987,
            askedAt: NOW,
            deadlineAt: NOW,
            unanswered: "hold",
            decidedBy,
            decidedAt: decidedBy === null ? null : NOW,
            wantsExport: true,
            exportRunId: null,
          },
          startedAt: NOW,
          night: { passes: 5, fails: 5, undecided: 5, flawless: 999_999, flawed: 999_999 },
          held,
        };
        expect(
          messageProblems(
            qaGateMessage(
              card,
              Array.from({ length: 50 }, () => "U0PERSON"),
            ),
          ),
        ).to.deep.equal([]);
        expect(viewProblems(qaGateView(card, "{}"))).to.deep.equal([]);
      }
    }
  });

  it("hold for the root of a sample", () => {
    const card = {
      tenantId: NASTY,
      runId: RUN_ID,
      startedAt: NOW,
      sampleSize: 10,
      populationSize: 17,
      passRate: NASTY,
      windowRate: NASTY,
      reviewers: Array.from({ length: 20 }, (_, index) => `U0REVIEWER${index}`),
      samples: Array.from({ length: 50 }, (_, index) => ({
        ...{ sampleNo: index + 1, companyName: NASTY },
        ...{ result: null, isFlawless: false },
      })),
    };
    const counts = { pass: 4, fail: 5, needs_review: 1 };
    expect(messageProblems(qaRunMessage({ ...card, counts }))).to.deep.equal([]);
    expect(
      messageProblems(
        qaRunMessage({ ...card, passRate: null, counts: { pass: 0, fail: 0, needs_review: 0 } }),
      ),
    ).to.deep.equal([]);
  });

  it("hold for the verdict form, whatever it starts with", () => {
    const metadata = JSON.stringify({ tenantId: "acme", alertId: ALERT_ID });
    for (const verdict of [null, ...VERDICTS]) {
      for (const text of [null, "", NASTY]) {
        for (const isOpen of [true, false]) {
          const texts = { companyName: NASTY, reason: text, notes: text, warning: text };
          expect(viewProblems(qaVerdictView({ ...texts, verdict, isOpen, metadata }))).to.deep.equal([]);
        }
      }
    }
  });

  it("hold for a runbook of any length", () => {
    const markdown = `# A\n\n${NASTY}\n\n\`\`\`sql\n${"select '<&>`'; ".repeat(900)}\n\`\`\`\n\n${"- step\n".repeat(1000)}\n\n${"para\n\n".repeat(200)}| a | b |\n|---|---|\n| < | & |\n\n<script>x</script>`;
    expect(
      viewProblems(runbookView({ id: "R".repeat(40), title: NASTY, markdown, codes: [] }, URL)),
    ).to.deep.equal([]);
    expect(viewProblems(runbookView({ id: "A", title: "", markdown: "", codes: [] }, URL))).to.deep.equal([]);
  });

  it("hold for App Home with far more than fits", () => {
    const alerts = Array.from({ length: 300 }, (_, index) =>
      homeAlertOf({ tenantId: index % 2 === 0 ? "globex" : NASTY, summary: NASTY, ruleId: NASTY, link: URL }),
    );
    const roles = ["globex", ...Array.from({ length: 300 }, () => NASTY)].map((tenantId) => ({
      tenantId,
      role: "operator" as const,
    }));
    const runs = Array.from({ length: 300 }, () => runOf({ tenantId: NASTY }));
    const silences = Array.from({ length: 300 }, () =>
      silenceOf({ ruleId: NASTY, subject: NASTY, reason: NASTY, createdBy: NASTY }),
    );
    const problem = { target: "slack", problem: "channel_not_found", messages: 1_000_000 };
    const delivery = {
      waiting: 5,
      dead: 1,
      oldestWaitingSeconds: 60,
      problems: Array.from({ length: 50 }, () => problem),
    };
    const none = { total: 0, items: [] };
    const page = <Item>(items: readonly Item[]) => ({ total: 9999, items: items.slice(0, HOME_LINES) });
    const full = {
      alerts: page(alerts),
      page: 3,
      runs: page(runs),
      silences: page(silences),
      delivery,
      uncalled: Array.from({ length: 300 }, () => NASTY),
      link: { isConnected: false, since: NOW, problem: NASTY },
    };
    for (const home of [
      { ...full, roles },
      { ...full, roles, alerts: none },
      { ...full, roles, alerts: none, runs: none, silences: none },
      { ...full, roles: [], alerts: none, runs: none, silences: none },
    ]) {
      expect(viewProblems(homeView(home, NOW)).filter(notTheId)).to.deep.equal([]);
    }
  });

  it("hold for the lists of alerts, runs, silences and rules", () => {
    const alerts = Array.from({ length: 300 }, () =>
      homeAlertOf({ tenantId: NASTY, ruleId: NASTY, summary: NASTY, link: URL }),
    );
    const runs = Array.from({ length: 300 }, () => runOf({ tenantId: NASTY, status: "running" }));
    const silences = Array.from({ length: 300 }, () => silenceOf({ tenantId: NASTY, reason: NASTY }));
    const thresholds = Array.from({ length: 40 }, () => ({
      name: NASTY,
      key: NASTY,
      value: 0.123456789,
      default: 1e21,
      override: 0.123456789,
      unit: "minutes" as const,
      meaning: NASTY,
    }));
    const rules = Array.from({ length: 200 }, () => ruleOf({ ruleId: NASTY, title: NASTY, thresholds }));
    const messages = [
      alertListMessage("Open alerts", alerts, { more: (page) => `/alerts ${NASTY} page ${page}` }),
      timelineMessage(
        { alert: alertOf({ tenantId: NASTY, ruleId: NASTY }), runbook: null },
        Array.from({ length: 200 }, () => ({ at: NOW, text: `<@U0KIM> ${NASTY}` })),
      ),
      alertListMessage("Open alerts", [], { more: () => "/alerts" }),
      runListMessage(runs, NOW, () => true),
      runListMessage([], NOW, () => true),
      silenceListMessage(silences),
      silenceListMessage([]),
      ruleListMessage(NASTY, rules),
      ruleListMessage("globex", []),
      thresholdMessage({ tenantId: "t".repeat(150), key: "k".repeat(100), value: 1 / 3 }, NASTY),
    ];
    for (const message of messages) {
      expect(messageProblems(message).filter(notTheId)).to.deep.equal([]);
    }
  });

  it("hold for a checklist of any length, done or not", () => {
    for (const count of [0, 1, 10, 11, 200]) {
      for (const done of [null, { actor: NASTY, doneAt: NOW, secondsSinceFired: 1e9 }]) {
        const card = checklistOf({
          runbook: { id: NASTY, title: NASTY },
          alert: { tenantId: NASTY, alertId: ALERT_ID, ruleId: NASTY },
          machine: Array.from({ length: count }, () => ({ label: NASTY, result: "unknown", detail: NASTY })),
          steps: Array.from({ length: count }, (_, index) => ({ key: `check-${index}`, text: NASTY, done })),
        });
        expect(messageProblems(checklistMessage(card))).to.deep.equal([]);
      }
    }
  });

  it("hold for a storm's digest, the help, the list of runbooks and the question before a run is stopped", () => {
    const many = Array.from({ length: 200 }, () => NASTY);
    const rules = many.map((ruleId) => ({ ruleId, severity: "critical" as const, count: 1e9 }));
    const messages = [
      alertDigestMessage({ open: 1e9, acknowledged: 1e9, resolved: 1e9, rules }),
      alertDigestMessage({ open: 0, acknowledged: 0, resolved: 0, rules: [] }),
      helpMessage(many.map((text) => ({ name: text, description: text, usage: text }))),
      helpMessage(COMMANDS),
      runbookListMessage(
        many.map((text) => ({ id: text, title: text })),
        URL,
      ),
      runbookListMessage([], URL),
      stopQuestionMessage(runOf({ tenantId: NASTY }), NOW),
      newKeyMessage("k".repeat(60), NASTY),
    ];
    for (const message of messages) {
      expect(messageProblems(message).filter(notTheId)).to.deep.equal([]);
    }
  });

  it("hold for a tenant's API keys, however many there are", () => {
    const key = {
      prefix: "ns_12345678",
      name: NASTY,
      scopes: ["ingest", "read", "operate", "admin"] as const,
      agentIds: Array.from({ length: 200 }, () => NASTY),
      createdAt: NOW,
      expiresAt: NOW,
      lastUsedAt: NOW,
      revokedAt: null,
    };
    for (const count of [0, 1, 200]) {
      const keys = Array.from({ length: count }, () => key);
      expect(messageProblems(keysMessage(NASTY, keys, NOW)), `${count} keys`).to.deep.equal([]);
    }
  });

  it("hold for a trace of any length", () => {
    const step = {
      ...{ at: NOW, kind: "event" as const, what: NASTY, detail: NASTY, runId: RUN_ID, stage: NASTY },
      ...{ companyId: null, vendor: NASTY, durationMs: 1e9, errorCode: NASTY },
    };
    for (const count of [1, 60]) {
      const steps = Array.from({ length: count }, () => step);
      const trace = { tenantId: NASTY, traceId: "a".repeat(32), steps, isCut: true };
      const message = traceMessage(trace, { publicUrl: URL, otherTenants: steps.map(() => NASTY) });
      expect(messageProblems(message), `${count} steps`).to.deep.equal([]);
    }
  });

  it("hold for the link to the pages", () => {
    expect(
      messageProblems(loginMessage(`https://nightshift.example/login/${"a".repeat(200)}`)),
    ).to.deep.equal([]);
  });

  it("are checked here for every message, form and page there is", async () => {
    const folder = `${import.meta.dirname}/../../../src/bot/blocks`;
    const own = await readFile(import.meta.filename, "utf8");
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(files.map((name) => readFile(`${folder}/${name}`, "utf8")));
    const drawn = texts
      .flatMap((text) => [...text.matchAll(/^export function (\w+(?:Message|View))\(/gm)])
      .map(([, name]) => name ?? "");
    expect(drawn.length).to.be.greaterThan(20);
    expect(drawn.filter((name) => !own.includes(`${name}(`))).to.deep.equal([]);
  });

  it("hold for the forms", () => {
    const open = Array.from({ length: 200 }, () => homeAlertOf({ ruleId: NASTY, summary: NASTY }));
    const rules = Array.from({ length: 300 }, (_, index) => ({
      ...ruleOf({
        ruleId: `R-${index}`,
        title: NASTY,
        thresholds: ruleOf().thresholds.map((threshold) => ({ ...threshold, key: `R-${index}.warnRatio` })),
      }),
      id: `R-${index}`,
    }));
    const preview = { open, lastWeek: 1_000_000 };
    const chosen = { scope: "rule", ruleId: "R-3" } as const;
    const base = { tenantId: NASTY, metadata: "{}" };
    const alert = { ruleId: NASTY, subject: NASTY };
    const estimate = {
      companies: 1e9,
      stages: Array.from({ length: 200 }, () => "export_odoo" as const),
      costUsd: { low: 0, expected: 0.00001, high: 1e9 },
      unpriced: Array.from({ length: 200 }, () => NASTY),
    };
    const people = Array.from({ length: 500 }, (_, index) => ({
      userId: index === 0 ? NASTY : `U0PERSON${index}`,
      role: "viewer" as const,
    }));
    const views = [
      silenceView({
        ...base,
        timezone: NASTY,
        alert,
        rules: [],
        preview,
        chosen: { scope: "subject", ruleId: null },
      }),
      silenceView({
        ...base,
        timezone: "Asia/Singapore",
        alert: null,
        rules,
        preview: { open: [], lastWeek: 0 },
        chosen,
      }),
      runRequestView({ ...base, rerunOf: RUN_ID, stage: "crawl" }),
      runRequestView({ ...base, rerunOf: null, stage: null }),
      runConfirmView(NASTY, estimate, "{}", escapeText(NASTY, 600)),
      runConfirmView("globex", { ...estimate, stages: [], unpriced: [] }, "{}", null),
      notUsefulView({ ruleId: NASTY, summary: NASTY }, "{}"),
      resolveView(alertCardOf({ ruleId: NASTY, summary: NASTY }), "{}"),
      askForKeyView(NASTY, "{}", null),
      thresholdView(NASTY, rules, "{}"),
      thresholdConfirmView({ tenantId: NASTY, key: NASTY, value: 1 / 3 }, NASTY, "{}"),
      peopleView(NASTY, people, "{}"),
      peopleView("globex", [], "{}"),
      callView(
        "globex",
        Array.from({ length: 20 }, (_, index) => `${index % 2 === 0 ? "U" : "S"}${"0".repeat(10)}${index}`),
        "{}",
      ),
      callView(NASTY, [], "{}"),
      resolveView(
        { alert: alertOf({ summary: NASTY, ruleId: NASTY }), incident: loneIncidentOf(alertOf()) },
        "{}",
      ),
      alertPeopleView(
        {
          alert: alertOf({ summary: NASTY, ruleId: NASTY, acknowledgedBy: NASTY }),
          incident: loneIncidentOf(alertOf({ state: "acknowledged" })),
        },
        "{}",
      ),
      noticeView(NASTY, "Saved.", "Small print."),
    ];
    for (const view of views) expect(viewProblems(view)).to.deep.equal([]);
  });

  it("hold for any text at all, escaped to any length", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.integer({ min: 10, max: 300 }),
        (text, max) => {
          const escaped = escapeText(text, max);
          expect(escaped.length).to.be.at.most(max);
          expect(escaped).not.to.match(/[<>]|&(?!amp;|lt;|gt;)/);
        },
      ),
    );
  });

  it("hold for any alert summary, comparison and error", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 4000 });
    fc.assert(
      fc.property(text, text, (summary, other) => {
        const card: AlertCard = {
          ...alertCardOf(),
          cause: other,
          alert: alertOf({ summary, subject: other }),
          incident: loneIncidentOf(alertOf()),
          mention: [],
          lastTime: null,
          ending: { cause: null, done: null },
          comparison: other,
          runStatus: "running" as const,
          errorClasses: [{ errorCode: other, count: 1, examples: [other, summary] }],
          traceUrl: other,
          traceId: other,
          silence: { createdBy: other, endsAt: NOW, reason: summary },
          runbook: { id: "CR-02", title: summary, firstSteps: [other] },
        };
        expect(messageProblems(alertMessage(card))).to.deep.equal([]);
        expect(viewProblems(alertDetailsView(card, URL))).to.deep.equal([]);
      }),
      { numRuns: 50 },
    );
  });
});
