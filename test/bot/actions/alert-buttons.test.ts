import { expect } from "chai";
import { messageProblems, viewProblems } from "../../support/slack-limits.ts";
import { ALERT_ID, actResultOf, alertCardOf, NOW, RUN_ID } from "../support/cards.ts";
import type { DependencyChanges } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const VALUE = { tenantId: "globex", alertId: ALERT_ID };

/** Presses a button and waits until everything that follows is done. */
async function press(
  actionId: string,
  value: unknown,
  changes: DependencyChanges = {},
  updateError?: string,
  blockId?: string,
) {
  const harness = await startHarness(changes);
  if (updateError !== undefined) {
    harness.slack.answers.set("chat.update", { body: { ok: false, error: updateError } });
  }
  const response = await harness.press(actionId, value, undefined, blockId);
  expect(response.status).to.equal(200);
  await harness.app.stop();
  await harness.close();
  const called = (method: string) =>
    harness.slack.calls.filter((call) => call.method === method).map(({ args }) => args);
  return {
    ...harness,
    updates: called("chat.update"),
    replies: called("respond"),
    opened: called("views.open"),
  };
}

describe("the buttons of an alert card", () => {
  it("acknowledge: the alert is taken by the presser, and the card redrawn in place", async () => {
    const acts: unknown[] = [];
    const { updates, replies, audited } = await press("acknowledge-alert", VALUE, {
      alerts: {
        acknowledge(act) {
          acts.push(act);
          return Promise.resolve(
            actResultOf(
              "changed",
              alertCardOf({ state: "acknowledged", acknowledgedBy: act.actor, acknowledgedAt: act.now }),
            ),
          );
        },
      },
    });
    expect(acts).to.have.length(1);
    expect(acts[0]).to.include({ tenantId: "globex", alertId: ALERT_ID, actor: "U0PERSON" });
    expect(updates).to.have.length(1);
    expect(updates[0]).to.include({ channel: "C0ALERTS", ts: "1700000000.000100" });
    expect(messageProblems(updates[0] ?? {})).to.deep.equal([]);
    expect(JSON.stringify(updates[0])).to.contain("Acknowledged by <@U0PERSON>");
    expect(replies).to.deep.equal([]);
    // The act itself is audited with what it changed, in one transaction: nothing is left to the button.
    expect(audited).to.deep.equal([]);
  });

  it("acknowledge, pressed in a note: the note stays as it is, and a second press is told who came first", async () => {
    const acts: unknown[] = [];
    const taken = alertCardOf({ state: "acknowledged", acknowledgedBy: "U0OTHER", acknowledgedAt: NOW });
    const first = await press(
      "acknowledge-alert",
      VALUE,
      {
        alerts: {
          acknowledge(act) {
            acts.push(act);
            return Promise.resolve(actResultOf("changed", taken));
          },
        },
      },
      undefined,
      `alert-note:${ALERT_ID}`,
    );
    expect(acts).to.have.length(1);
    expect([first.updates, first.replies]).to.deep.equal([[], []]);
    const second = await press(
      "acknowledge-alert",
      VALUE,
      { alerts: { acknowledge: () => Promise.resolve(actResultOf("unchanged", taken)) } },
      undefined,
      `alert-note:${ALERT_ID}`,
    );
    expect(second.updates).to.deep.equal([]);
    expect(second.replies[0]?.["text"]).to.match(/^Already acknowledged by <@U0OTHER>/);
  });

  it("resolve, and who has it: open their forms, which say when the alert has ended", async () => {
    for (const action of ["resolve-alert", "alert-people"]) {
      const { slack } = await press(action, VALUE);
      const view = slack.calls.find(({ method }) => method === "views.open")?.args["view"];
      expect(view).to.have.property(
        "callback_id",
        action === "resolve-alert" ? "alert-resolve" : "alert-people",
      );
      expect(viewProblems(view)).to.deep.equal([]);
      const taken = alertCardOf({ state: "resolved", resolvedBy: "U0OTHER", resolvedAt: NOW });
      const late = await press(action, VALUE, { alerts: { readCard: () => Promise.resolve(taken) } });
      const said = late.slack.calls.find(({ method }) => method === "views.open")?.args["view"];
      expect(JSON.stringify(said)).to.contain("already resolved");
    }
  });

  it("an acknowledgement after the resolution un-resolves nothing, and says who came first", async () => {
    const { updates, replies, audited } = await press("acknowledge-alert", VALUE, {
      alerts: {
        acknowledge: () =>
          Promise.resolve(
            actResultOf(
              "unchanged",
              alertCardOf({ state: "resolved", resolvedBy: "U0OTHER", resolvedAt: NOW }),
            ),
          ),
      },
    });
    expect(JSON.stringify(updates[0])).to.contain("By <@U0OTHER>");
    expect(replies[0]?.["text"]).to.match(/^Already resolved by <@U0OTHER> <!date/);
    expect(replies[0]?.["replace_original"]).to.equal(false);
    expect(audited).to.deep.equal([]);
  });

  it("refuse somebody below operator, naming the role, and audit the refusal", async () => {
    const { updates, replies, audited } = await press("acknowledge-alert", VALUE, {
      access: { roleOf: () => Promise.resolve("qa") },
    });
    expect(updates).to.deep.equal([]);
    expect(replies[0]?.["text"]).to.contain('the role "operator" for globex (yours is "qa")');
    expect(audited).to.deep.equal([
      {
        tenantId: "globex",
        actor: "slack:U0PERSON",
        action: "alert.acknowledge",
        subject: "globex",
        detail: { refused: true, role: "qa", needed: "operator" },
      },
    ]);
  });

  it("say that it is recorded when Slack will not redraw the card", async () => {
    const { replies, log } = await press("acknowledge-alert", VALUE, {}, "cant_update_message");
    expect(replies[0]?.["text"]).to.contain("recorded");
    expect(log.some(({ message }) => message === "card not redrawn")).to.equal(true);
  });

  it("explain themselves when they carry what no card of ours carries", async () => {
    for (const value of ["", "{", { tenantId: "globex" }, { tenantId: "globex", alertId: "not-a-uuid" }]) {
      const { updates, replies } = await press("acknowledge-alert", value);
      expect(updates).to.deep.equal([]);
      expect(replies[0]?.["text"]).to.contain("use a newer card");
    }
  });

  it("runbook: opens it in a modal", async () => {
    const markdown = "## Checks\n\nReplace `TENANT` and `RUN_ID`. Now.\n\n1. Look at TENANT, RUN_ID.";
    const { opened } = await press("open-runbook", VALUE, {
      runbooks: {
        read: (id) => Promise.resolve({ id, title: "Crawl error rate high", markdown, codes: [] }),
      },
    });
    expect(viewProblems(opened[0]?.["view"])).to.deep.equal([]);
    expect(JSON.stringify(opened[0]?.["view"])).to.contain("Runbook CR-02").and.to.contain("*Checks*");
    expect(JSON.stringify(opened[0]?.["view"])).to.contain(`Look at globex, ${RUN_ID}.`);
    expect(JSON.stringify(opened[0]?.["view"])).not.to.contain("Replace");
  });

  it("runbook: says which there are when it is missing", async () => {
    const { opened, replies } = await press("open-runbook", VALUE, {
      runbooks: { read: () => Promise.resolve(null) },
    });
    expect(opened).to.deep.equal([]);
    expect(replies[0]?.["text"]).to.match(
      /^There is no runbook "CR-02". Known: CR-02. \(reference [0-9a-f]{12}\)$/,
    );
  });

  it("link: is acknowledged and does nothing more", async () => {
    const { slack } = await press("open-link", "");
    expect(slack.calls).to.deep.equal([]);
  });

  it("resolve, confirmed: the card says who resolved it, and a second one is told who came first", async () => {
    const place = { channel: "C0ALERTS", ts: "1700000000.000100" };
    const ENDED = {
      cause: { cause: { type: "static_select", selected_option: { value: "vendor" } } },
      done: { done: { type: "plain_text_input", value: "Topped up." } },
    };
    const submit = async (changes: DependencyChanges) => {
      const harness = await startHarness(changes);
      const answer = await harness.submit("alert-resolve", { ...VALUE, place }, ENDED);
      const text = await answer.text();
      await harness.app.stop();
      await harness.close();
      return { text, updates: harness.slack.calls.filter(({ method }) => method === "chat.update") };
    };
    const first = await submit({});
    expect(JSON.stringify(first.updates[0]?.args)).to.contain("By <@U0PERSON>");
    const card = alertCardOf({ state: "resolved", resolvedBy: "U0OTHER", resolvedAt: NOW });
    const late = await submit({ alerts: { resolve: () => Promise.resolve(actResultOf("unchanged", card)) } });
    expect(late.text).to.contain("Already resolved by <@U0OTHER>");
    expect(late.updates).to.deep.equal([]);
  });
});
