import { expect } from "chai";
import type { FirstAct } from "../../../../src/alerts/acts/first-act.ts";
import { alertDetailsView } from "../../../../src/bot/blocks/alerts/alert-details-view.ts";
import { alertMessage } from "../../../../src/bot/blocks/alerts/alert-message.ts";
import { messageProblems, viewProblems } from "../../../support/slack-limits.ts";
import { ALERT_ID, alertCardOf, NOW, RUN_ID } from "../../support/cards.ts";

const URL = "https://nightshift.example";
const VALUE = `{"tenantId":"globex","alertId":"${ALERT_ID}"}`;
const FIRED = "<!date^1795313400^{date_short_pretty} {time}|2026-11-22 02:10 UTC>";

function actionIds(blocks: readonly object[]): string[] {
  return [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? "");
}
const choices = (blocks: readonly object[]) =>
  [...JSON.stringify(blocks).matchAll(/"value":"([a-z-]+):[0-9a-f-]{36}:/g)].map(([, verb]) => verb ?? "");

describe("alert card", () => {
  it("says on one screen what, where, how urgent, how bad, why and what to do", () => {
    const choice = (verb: string, text: string) => ({
      text: { type: "plain_text", text, emoji: true },
      value: `${verb}:${ALERT_ID}:globex`,
    });
    const group = (label: string, options: readonly object[]) => ({
      label: { type: "plain_text", text: label, emoji: true },
      options,
    });
    expect(alertMessage(alertCardOf())).to.deep.equal({
      text: "🟠 globex: Crawl error rate high · can wait until morning (firing). 22 of 60 companies could not be crawled (37 %).",
      blocks: [
        {
          type: "header",
          text: {
            type: "plain_text",
            text: "🟠 globex: Crawl error rate high · can wait until morning",
            emoji: true,
          },
        },
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: "22 of 60 companies could not be crawled (37 %). _Median of the last 14 nights: 4 %._\n🔎 `dns_failed`, 14 times: our resolver",
            verbatim: true,
          },
        },
        {
          type: "actions",
          block_id: `alert:${ALERT_ID}:1`,
          elements: [
            {
              type: "button",
              action_id: "take-act",
              style: "primary",
              text: { type: "plain_text", text: "Retry what failed…", emoji: true },
              value: `{"tenantId":"globex","alertId":"${ALERT_ID}","act":{"kind":"rerun","stage":null,"gently":true}}`,
            },
            {
              type: "button",
              action_id: "acknowledge-alert",
              text: { type: "plain_text", text: "Acknowledge", emoji: true },
              value: VALUE,
            },
            {
              type: "static_select",
              action_id: "alert-more",
              placeholder: { type: "plain_text", text: "More…", emoji: true },
              option_groups: [
                group("Look", [choice("details", "Details"), choice("runbook", "Runbook")]),
                group("Do", [
                  choice("rerun", "Rerun a stage…"),
                  choice("run-now", "Run the night now…"),
                  choice("silence", "Silence…"),
                  choice("people", "Hand over, call…"),
                  choice("resolve", "Resolve…"),
                ]),
                group("Tell us", [choice("not-useful", "Not useful…")]),
              ],
            },
          ],
        },
        {
          type: "context",
          elements: [
            {
              type: "mrkdwn",
              text: `run \`${RUN_ID.slice(0, 8)}\` · since ${FIRED} · \`CR-02\``,
              verbatim: true,
            },
          ],
        },
      ],
    });
  });

  it("has no large title for what wakes nobody", () => {
    for (const severity of ["critical", "high"] as const)
      expect(alertMessage(alertCardOf({ severity })).blocks[0]).to.have.property("type", "header");
    for (const severity of ["medium", "low"] as const)
      expect(alertMessage(alertCardOf({ severity })).blocks[0]).to.have.property("type", "section");
  });

  it("keeps the urgency in the title whatever the names", () => {
    const tenantId = "x".repeat(200);
    const card = { ...alertCardOf({ tenantId }), urgency: "now" as const };
    const { blocks } = alertMessage({
      ...card,
      runbook: { id: "CR-02", title: "Crawl ".repeat(40), firstSteps: [] },
    });
    expect(JSON.stringify(blocks[0])).to.contain("· act now");
    expect(messageProblems(alertMessage(card)).filter((problem) => !problem.includes("value"))).to.deep.equal(
      [],
    );
  });

  it("says nothing of what is not known", () => {
    const { blocks } = alertMessage({ ...alertCardOf(), comparison: null, cause: null });
    expect(JSON.stringify(blocks[1])).to.contain(`"text":"22 of 60 companies could not be crawled (37 %)."`);
    expect(JSON.stringify(blocks)).not.to.match(/[0-9a-f]{32}/);
  });

  it("names what else is wrong in the same run, and keeps whom its first post called", () => {
    const card = alertCardOf();
    const other = (title: string, state: "firing" | "resolved") => ({
      alertId: ALERT_ID,
      ruleId: "VQ-03",
      subject: "lusha",
      severity: "high" as const,
      state,
      summary: "25 companies got no contacts.",
      title,
    });
    const others = [other("Vendor quota is used up", "firing"), other("Over by now", "resolved")];
    const incident = { ...card.incident, severity: "critical" as const, others };
    const { text, blocks } = alertMessage({ ...card, incident, mention: ["U0ONCALL", "S0TEAM"] });
    expect(text).to.match(/^<@U0ONCALL> <!subteam\^S0TEAM> 🔴 globex/);
    expect(JSON.stringify(blocks[1]))
      .to.contain("<@U0ONCALL> <!subteam^S0TEAM> 22 of 60")
      .and.to.contain("*Also in this run:* Vendor quota is used up")
      .and.not.to.contain("Over by now");
    expect(JSON.stringify(alertDetailsView({ ...card, incident }, URL))).to.contain(
      "25 companies got no contacts.",
    );
  });

  it("says until when it is silenced, by whom and why, and a moment in the reader's zone", () => {
    const silence = { createdBy: "U0ONCALL", endsAt: NOW, reason: "planned work" };
    const summary = "The run of 2026-11-22T02:00Z has not begun.";
    const text = JSON.stringify(alertMessage({ ...alertCardOf({ summary }), silence }).blocks);
    expect(text).to.match(/Silenced until <!date\^1795327200\^[^>]*> by <@U0ONCALL>: planned work/);
    expect(text).to.contain("The run of <!date^1795312800^");
  });

  it("is shorter once somebody has it, and offers to resolve instead of another acknowledgement", () => {
    const { blocks } = alertMessage(
      alertCardOf({ state: "acknowledged", acknowledgedBy: "U0ONCALL", acknowledgedAt: NOW, version: 2 }),
    );
    const text = JSON.stringify(blocks);
    expect(text).to.contain("👀 Acknowledged by <@U0ONCALL> <!date^1795327200^");
    expect(text).not.to.contain("🔎").and.not.to.contain("Median");
    expect(actionIds(blocks)).to.deep.equal(["take-act", "resolve-alert", "alert-more"]);
    expect(choices(blocks)).not.to.contain("resolve");
  });

  it("is three lines once resolved: what and for how long, why, who", () => {
    const resolvedAt = new Date("2026-11-22T02:53:00Z");
    const { text, blocks } = alertMessage(
      alertCardOf({ state: "resolved", resolvedBy: "U0ONCALL", resolvedAt, version: 3 }),
    );
    expect(text).to.match(/^✅ globex: Crawl error rate high \(resolved\)/);
    expect(blocks).to.have.length(1);
    const [first, second, third, ...others] = JSON.stringify(blocks).split("\\n");
    expect(first).to.contain("*globex: Crawl error rate high* · resolved after 43m");
    expect(second).to.contain("our resolver");
    expect(third).to.match(/^By <@U0ONCALL> <!date\^/);
    expect(others).to.deep.equal([]);
    expect(choices(blocks)).to.deep.equal(["details", "runbook", "rerun", "run-now", "not-useful"]);
  });

  it("says so when the condition went away by itself", () => {
    const { blocks } = alertMessage(
      alertCardOf({ state: "resolved", resolvedBy: "system", resolvedAt: NOW }),
    );
    expect(JSON.stringify(blocks)).to.contain("By itself: the condition is gone");
  });

  it("has the next step as its first button", () => {
    const labels: readonly (readonly [FirstAct, string])[] = [
      [{ kind: "run_now" }, "Run now…"],
      [{ kind: "rerun", stage: "export_odoo", gently: false }, "Repeat export_odoo…"],
      [{ kind: "stop_run" }, "Stop run"],
      [{ kind: "refresh_view" }, "Refresh the view"],
      [{ kind: "ask_for_key" }, "Ask for a new key…"],
      [{ kind: "top_up", vendor: "lusha" }, "Top up at lusha"],
      [{ kind: "retry_messages" }, "Send again"],
      [{ kind: "details" }, "What was found"],
      [{ kind: "runbook" }, "What to do"],
    ];
    for (const [act, label] of labels) {
      const message = alertMessage({ ...alertCardOf(), act });
      const [row] = message.blocks.filter(({ type }) => type === "actions");
      expect(JSON.stringify(row)).to.match(new RegExp(`"elements":\\[\\{[^\\]]*?"text":"${label}"`));
      expect(messageProblems(message)).to.deep.equal([]);
    }
  });

  it("opens a vendor's own page to top up, and asks before it stops a run", () => {
    const topUp = alertMessage({ ...alertCardOf(), act: { kind: "top_up", vendor: "lusha" } });
    expect(JSON.stringify(topUp.blocks)).to.contain(`"url":"https://dashboard.lusha.com"`);
    const stop = alertMessage({ ...alertCardOf(), act: { kind: "stop_run" }, runStatus: "running" });
    expect(JSON.stringify(stop.blocks)).to.contain("Stop this run?");
    expect(choices(stop.blocks)).not.to.contain("rerun").and.not.to.contain("stop");
    const running = alertMessage({ ...alertCardOf(), act: { kind: "runbook" }, runStatus: "running" });
    expect(choices(running.blocks)).to.contain("stop");
  });

  it("gives its menu a new block id with every version and every choice", () => {
    const idOf = (version: number, turn: number) =>
      JSON.stringify(alertMessage(alertCardOf({ version }), turn).blocks).match(/"block_id":"([^"]+)"/)?.[1];
    expect([idOf(1, 0), idOf(2, 0), idOf(2, 1)]).to.deep.equal([
      `alert:${ALERT_ID}:1`,
      `alert:${ALERT_ID}:2`,
      `alert:${ALERT_ID}:2:1`,
    ]);
  });

  it("leaves the errors, figures, checks and first steps to the details", () => {
    const card = {
      ...alertCardOf({ occurrences: 3 }),
      checks: [{ label: "Locks", result: "attention" as const, detail: "Held by process 4711." }],
      traceUrl: "https://trace.example/1",
    };
    const view = alertDetailsView(card, URL);
    expect(viewProblems(view)).to.deep.equal([]);
    const text = JSON.stringify(view);
    for (const part of [
      "`dns_failed` 14 ×: Example Widgets · Example Gears …",
      "⚠️ *Locks*: Held by process 4711.",
      "Found 3 times",
      "Median of the last 14 nights: 4 %.",
      "1. Look at the error classes.",
      "<https://trace.example/1|Trace>",
      "<https://nightshift.example/runbooks/CR-02|Runbook page>",
    ])
      expect(text).to.contain(part);
  });
});
