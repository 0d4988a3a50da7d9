import { expect } from "chai";
import { checklistMessage } from "../../../src/bot/blocks/runbooks/checklist-message.ts";
import type { BotDependencies } from "../../../src/bot/ports/bot-dependencies.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { ALERT_ID, checklistOf } from "../support/cards.ts";
import type { DependencyChanges } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const CARD = checklistMessage(checklistOf());

/** Ticks boxes of the card as it stands (`action-1` is done on it), in the block with this id. */
async function tick(values: readonly string[], blockId: string, changes: DependencyChanges = {}) {
  const harness = await startHarness(changes);
  const payload = {
    type: "block_actions",
    user: { id: "U0PERSON", name: "person", team_id: "T1" },
    team: { id: "T1", domain: "t" },
    trigger_id: "trigger-boxes",
    response_url: harness.slack.responseUrl,
    channel: { id: "C0ALERTS", name: "alerts" },
    container: { type: "message", channel_id: "C0ALERTS", message_ts: "1700000000.000100" },
    message: { ts: "1700000000.000100", blocks: CARD.blocks },
    actions: [
      {
        type: "checkboxes",
        action_id: "tick-steps",
        block_id: blockId,
        action_ts: "1",
        selected_options: values.map((value) => ({ value, text: { type: "mrkdwn", text: value } })),
      },
    ],
  };
  await harness.send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), {
    type: "application/x-www-form-urlencoded",
  });
  await harness.app.stop();
  await harness.close();
  const find = (method: string) => harness.slack.calls.find((call) => call.method === method)?.args;
  return { ...harness, update: find("chat.update"), reply: find("respond") };
}

describe("the boxes of a checklist", () => {
  const blockId = CARD.blocks.find(({ type }) => type === "actions")?.block_id ?? "";

  it("tick and untick exactly what this person changed, and show it to all", async () => {
    const acts: unknown[] = [];
    const checklists = {
      tick(act: Parameters<BotDependencies["checklists"]["tick"]>[0]) {
        acts.push({ ...act, now: null });
        return Promise.resolve(checklistOf());
      },
    };
    const { update } = await tick(["check-1"], blockId, { checklists });
    expect(acts).to.deep.equal([
      {
        tenantId: "globex",
        alertId: ALERT_ID,
        ticked: ["check-1"],
        unticked: ["action-1"],
        actor: "U0PERSON",
        now: null,
      },
    ]);
    expect(messageProblems(update ?? {})).to.deep.equal([]);
    expect(JSON.stringify(update)).to.contain("12m after it fired");
  });

  it("refuse who is no operator, and a box of a card that is gone", async () => {
    const refused = await tick(["check-1"], blockId, {
      access: { roleOf: () => Promise.resolve("viewer") },
    });
    expect(refused.update).to.equal(undefined);
    expect(refused.reply?.["text"]).to.contain('the role "operator"');
    const stale = await tick(["check-1"], "steps:0:0:nothing");
    expect(stale.reply?.["text"]).to.contain("use a newer card");
  });
});
