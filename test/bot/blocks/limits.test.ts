import { expect } from "chai";
import fc from "fast-check";
import { alertMessage } from "../../../src/bot/blocks/alert-blocks.ts";
import { alertNoteMessage } from "../../../src/bot/blocks/alert-note-message.ts";
import { homeView } from "../../../src/bot/blocks/home-view.ts";
import { qaRunMessage } from "../../../src/bot/blocks/qa-run-blocks.ts";
import { qaSampleMessage } from "../../../src/bot/blocks/qa-sample-blocks.ts";
import { qaVerdictView } from "../../../src/bot/blocks/qa-verdict-view.ts";
import { runStatsMessage } from "../../../src/bot/blocks/run-stats-blocks.ts";
import { runbookView } from "../../../src/bot/blocks/runbook-view.ts";
import { escapeText } from "../../../src/bot/blocks/text.ts";
import { ALERT_STATES, SEVERITIES, VERDICTS } from "../../../src/entities/vocabulary.ts";
import { messageProblems, viewProblems } from "../../support/slack-limits.ts";
import {
  ALERT_ID,
  alertOf,
  NASTY,
  NOW,
  RUN_ID,
  runOf,
  sampleOf,
  stageOf,
  vendorOf,
  verdictOf,
} from "../support/cards.ts";

const URL = "https://nightshift.example";

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
    for (const severity of SEVERITIES) {
      it(`hold for a ${state} ${severity} alert whose every text is far too long and hostile`, () => {
        const message = alertMessage(
          {
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
            comparison: NASTY,
            errorClasses: Array.from({ length: 50 }, () => ({ errorCode: NASTY, count: 10 })),
            traceUrl: "https://example.com/a|b>",
            runbook: { id: "CR-02", title: NASTY, firstSteps: Array.from({ length: 20 }, () => NASTY) },
          },
          URL,
        );
        // A tenant id this long cannot be: only its part in a button's value would exceed what Slack takes.
        expect(messageProblems(message).filter((problem) => !problem.includes("value"))).to.deep.equal([]);
      });
    }
  }

  it("hold for an alert with nothing to say", () => {
    const card = {
      alert: alertOf({ runId: null, summary: "" }),
      comparison: null,
      errorClasses: [],
      traceUrl: null,
      runbook: null,
    };
    expect(messageProblems(alertMessage(card, URL))).to.deep.equal([]);
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
      },
      NOW,
      [NASTY, NASTY],
    );
    expect(messageProblems(message)).to.deep.equal([]);
    expect(JSON.stringify(message.blocks)).to.contain("more");
  });

  it("hold for a run that has only just begun", () => {
    const message = runStatsMessage(
      { run: runOf({ endedAt: null, status: "running" }), stages: [], vendors: [] },
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
      score: null,
      rationale: NASTY,
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

  it("hold for the root of a sample", () => {
    const card = {
      tenantId: NASTY,
      runId: RUN_ID,
      startedAt: NOW,
      sampleSize: 10,
      populationSize: 17,
      passRate: NASTY,
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
    for (const verdict of VERDICTS) {
      for (const text of [null, "", NASTY]) {
        const form = { companyName: NASTY, verdict, reason: text, notes: text, warning: text, metadata };
        expect(viewProblems(qaVerdictView(form))).to.deep.equal([]);
      }
    }
  });

  it("hold for a runbook of any length", () => {
    const markdown = `# A\n\n${NASTY}\n\n\`\`\`sql\n${"select '<&>`'; ".repeat(900)}\n\`\`\`\n\n${"- step\n".repeat(1000)}\n\n${"para\n\n".repeat(200)}| a | b |\n|---|---|\n| < | & |\n\n<script>x</script>`;
    expect(viewProblems(runbookView({ id: "R".repeat(40), title: NASTY, markdown }, URL))).to.deep.equal([]);
    expect(viewProblems(runbookView({ id: "A", title: "", markdown: "" }, URL))).to.deep.equal([]);
  });

  it("hold for App Home with hundreds of alerts and tenants, and with none", () => {
    const many = Array.from({ length: 300 }, () => ({
      tenantId: NASTY,
      severity: "low" as const,
      state: "firing" as const,
      summary: NASTY,
      firedAt: NOW,
      link: null,
    }));
    const runs = Array.from({ length: 300 }, () => runOf({ tenantId: NASTY }));
    const delivery = { waiting: 5, dead: 1, oldestWaitingSeconds: 60 };
    expect(viewProblems(homeView({ tenantIds: ["a"], alerts: many, runs, delivery }, NOW))).to.deep.equal([]);
    expect(viewProblems(homeView({ tenantIds: ["a"], alerts: [], runs: [], delivery }, NOW))).to.deep.equal(
      [],
    );
    expect(viewProblems(homeView({ tenantIds: [], alerts: [], runs: [], delivery }, NOW))).to.deep.equal([]);
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
        const card = {
          alert: alertOf({ summary, subject: other }),
          comparison: other,
          errorClasses: [{ errorCode: other, count: 1 }],
          traceUrl: other,
          runbook: { id: "CR-02", title: summary, firstSteps: [other] },
        };
        expect(messageProblems(alertMessage(card, URL))).to.deep.equal([]);
      }),
      { numRuns: 50 },
    );
  });
});
