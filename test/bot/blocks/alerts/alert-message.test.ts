import { expect } from "chai";
import { alertMessage } from "../../../../src/bot/blocks/alerts/alert-message.ts";
import { ALERT_ID, alertCardOf, NOW, RUN_ID } from "../../support/cards.ts";

const URL = "https://nightshift.example";

function actionIds(blocks: readonly object[]): string[] {
  return [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? "");
}

describe("alert card", () => {
  it("says what, where, since when, how bad, what to do first, and offers what can be done", () => {
    expect(alertMessage(alertCardOf(), URL)).to.deep.equal({
      text: "🟠 globex: Crawl error rate high (firing, high). 22 of 60 companies could not be crawled (37 %).",
      blocks: [
        {
          type: "header",
          text: { type: "plain_text", text: "🟠 globex: Crawl error rate high", emoji: true },
        },
        {
          type: "section",
          text: { type: "mrkdwn", text: "22 of 60 companies could not be crawled (37 %).", verbatim: true },
        },
        {
          type: "section",
          fields: [
            { type: "mrkdwn", text: "*Where*\nglobex · crawl", verbatim: true },
            {
              type: "mrkdwn",
              text: "*Since*\n<!date^1795313400^{date_short_pretty} {time}|2026-11-22 02:10 UTC>",
              verbatim: true,
            },
            { type: "mrkdwn", text: "*Severity*\n🟠 high", verbatim: true },
            { type: "mrkdwn", text: `*Run*\n\`${RUN_ID.slice(0, 8)}\``, verbatim: true },
            { type: "mrkdwn", text: "*Earlier nights*\nMedian of the last 14 nights: 4 %.", verbatim: true },
          ],
        },
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: "*Top errors*\n• `dns_failed` 14 ×: Example Widgets · Example Gears …",
            verbatim: true,
          },
        },
        {
          type: "section",
          text: { type: "mrkdwn", text: "*First steps*\n1. Look at the error classes.", verbatim: true },
        },
        {
          type: "context",
          elements: [
            { type: "mrkdwn", text: "Nobody has taken it yet.", verbatim: true },
            { type: "mrkdwn", text: "Rule `CR-02`", verbatim: true },
            { type: "mrkdwn", text: "Trace `4bf92f3577b34da6a3ce929d0e0e4736`", verbatim: true },
          ],
        },
        {
          type: "actions",
          block_id: `alert:${ALERT_ID}:1`,
          elements: [
            {
              type: "button",
              action_id: "acknowledge-alert",
              style: "primary",
              text: { type: "plain_text", text: "Acknowledge", emoji: true },
              value: `{"tenantId":"globex","alertId":"${ALERT_ID}"}`,
            },
            {
              type: "button",
              action_id: "resolve-alert",
              text: { type: "plain_text", text: "Resolve", emoji: true },
              value: `{"tenantId":"globex","alertId":"${ALERT_ID}"}`,
              confirm: {
                title: { type: "plain_text", text: "Resolve this alert?", emoji: true },
                text: {
                  type: "plain_text",
                  text: "If the condition is still there, the next evaluation raises a new one.",
                  emoji: true,
                },
                confirm: { type: "plain_text", text: "Resolve", emoji: true },
                deny: { type: "plain_text", text: "Not yet", emoji: true },
              },
            },
            {
              type: "button",
              action_id: "silence-alert",
              text: { type: "plain_text", text: "Silence…", emoji: true },
              value: `{"tenantId":"globex","alertId":"${ALERT_ID}"}`,
            },
            {
              type: "button",
              action_id: "open-runbook",
              text: { type: "plain_text", text: "Runbook", emoji: true },
              value: `{"tenantId":"globex","alertId":"${ALERT_ID}"}`,
            },
            {
              type: "button",
              action_id: "rerun-stage",
              text: { type: "plain_text", text: "Rerun stage…", emoji: true },
              value: `{"tenantId":"globex","alertId":"${ALERT_ID}"}`,
            },
            {
              type: "overflow",
              action_id: "alert-more",
              options: [
                {
                  text: { type: "plain_text", text: "Not useful…", emoji: true },
                  value: `not-useful:${ALERT_ID}:globex`,
                },
                {
                  text: { type: "plain_text", text: "Runbook page", emoji: true },
                  value: "link",
                  url: "https://nightshift.example/runbooks/CR-02",
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("says until when it is silenced, by whom and why", () => {
    const silence = { createdBy: "U0ONCALL", endsAt: NOW, reason: "planned work" };
    const { blocks } = alertMessage({ ...alertCardOf(), silence }, URL);
    expect(JSON.stringify(blocks)).to.match(
      /Silenced until <!date\^1795327200\^[^>]*> by <@U0ONCALL>: planned work/,
    );
  });

  it("says that there is no night to compare with, links the trace, and tells a moment in the reader's zone", () => {
    const { blocks } = alertMessage(
      {
        ...alertCardOf({ summary: "The run of 2026-11-22T02:00Z has not begun." }),
        comparison: null,
        traceUrl: "https://trace.example/1",
      },
      URL,
    );
    const text = JSON.stringify(blocks);
    expect(text).to.contain("None yet to compare with.").and.contain("<https://trace.example/1|Trace>");
    expect(text).to.contain("The run of <!date^1795312800^");
  });

  it("shows who took it and when, and offers no second acknowledgement", () => {
    const { blocks } = alertMessage(
      alertCardOf({ state: "acknowledged", acknowledgedBy: "U0ONCALL", acknowledgedAt: NOW, version: 2 }),
      URL,
    );
    expect(JSON.stringify(blocks)).to.contain("Acknowledged by <@U0ONCALL> <!date^1795327200^");
    expect(actionIds(blocks)).to.deep.equal([
      "resolve-alert",
      "silence-alert",
      "open-runbook",
      "rerun-stage",
      "not-useful",
      "alert-more",
    ]);
  });

  it("stops the run in progress it is about, after a question", () => {
    const { blocks } = alertMessage({ ...alertCardOf(), runStatus: "running" }, URL);
    expect(actionIds(blocks)).to.deep.equal([
      "acknowledge-alert",
      "resolve-alert",
      "silence-alert",
      "stop-run",
      "open-runbook",
      "alert-more",
    ]);
    expect(JSON.stringify(blocks)).to.contain("Stop this run?");
    expect(JSON.stringify(blocks)).not.to.contain("rerun:");
  });

  it("offers what still makes sense once resolved, and names the resolver", () => {
    const { text, blocks } = alertMessage(
      alertCardOf({ state: "resolved", resolvedBy: "U0ONCALL", resolvedAt: NOW, version: 3 }),
      URL,
    );
    expect(text).to.match(/^✅ globex: Crawl error rate high \(resolved/);
    expect(JSON.stringify(blocks)).to.contain("Resolved by <@U0ONCALL>");
    expect(actionIds(blocks)).to.deep.equal(["open-runbook", "rerun-stage", "not-useful", "open-link"]);
  });

  it("says so when the condition went away by itself", () => {
    const { blocks } = alertMessage(
      alertCardOf({ state: "resolved", resolvedBy: "system", resolvedAt: NOW }),
      URL,
    );
    expect(JSON.stringify(blocks)).to.contain("Resolved by itself");
  });

  it("gives its buttons a new block id with every version", () => {
    const first = JSON.stringify(alertMessage(alertCardOf({ version: 1 }), URL).blocks);
    const second = JSON.stringify(alertMessage(alertCardOf({ version: 2 }), URL).blocks);
    expect(first).to.contain(`alert:${ALERT_ID}:1`);
    expect(second).to.contain(`alert:${ALERT_ID}:2`);
  });
});
