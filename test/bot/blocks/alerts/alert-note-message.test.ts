import { expect } from "chai";
import { alertNoteMessage } from "../../../../src/bot/blocks/alerts/alert-note-message.ts";
import { messageProblems } from "../../../support/slack-limits.ts";

const ALERT = { tenantId: "globex", alertId: "6e7e0f0a-0000-4000-8000-000000000001" };

describe("a note about an alert", () => {
  it("is a line alone in its thread", () => {
    const { blocks } = alertNoteMessage("Acknowledged by <@U0ANA>.");
    expect(blocks.map(({ type }) => type)).to.deep.equal(["section"]);
  });

  it("has the button to acknowledge, and the way to the card, where it is shown in a channel", () => {
    const message = alertNoteMessage("globex · Odoo export fails: nobody has acknowledged this for 10 min", {
      link: "https://desk.example/1",
      acknowledge: ALERT,
    });
    expect(message.blocks.map(({ type }) => type)).to.deep.equal(["section", "actions", "context"]);
    expect(JSON.stringify(message.blocks[1])).to.include("acknowledge-alert").and.include("globex");
    expect(messageProblems(message)).to.deep.equal([]);
  });
});
