import { expect } from "chai";
import {
  channelNoteText,
  isBroadcast,
  noteText,
  silenceNoteText,
} from "../../../src/alerts/contents/note-text.ts";

const ALERT = { severity: "critical", summary: "40 of 60 crawl attempts failed." } as const;

describe("the note of an alert", () => {
  const cases = [
    ["fired", null, "system", "Also in this run (critical): 40 of 60 crawl attempts failed.", false],
    ["escalated", "firing", "system", "Worse, now critical: 40 of 60 crawl attempts failed.", true],
    [
      "escalated",
      "acknowledged",
      "system",
      "Worse than when it was acknowledged, now critical: 40 of 60 crawl attempts failed.",
      true,
    ],
    ["refired", "resolved", "system", "It is back (critical): 40 of 60 crawl attempts failed.", true],
    ["acknowledged", "firing", "U0KIM", "Acknowledged by <@U0KIM>.", false],
    [
      "released",
      "acknowledged",
      "U0KIM",
      "<@U0KIM> gave it back, so nobody has it now (critical): 40 of 60 crawl attempts failed.",
      true,
    ],
    ["handed_over", "firing", "U0KIM", "somebody else has it now, handed over by <@U0KIM>.", false],
    [
      "called",
      "firing",
      "U0KIM",
      "You are called by <@U0KIM> (critical): 40 of 60 crawl attempts failed.",
      true,
    ],
    ["cleared", "firing", "system", "Resolved by itself: the condition is gone.", false],
    ["resolved", "acknowledged", "key:ns_12", "Resolved by key:ns_12.", false],
    ["merged", "firing", "system", "Changed (merged).", false],
  ] as const;
  for (const [reason, fromState, actor, text, broadcast] of cases) {
    it(`of ${reason} from ${fromState} says "${text}"${broadcast ? ", aloud" : ""}`, () => {
      expect(noteText({ reason, fromState, actor }, ALERT)).to.equal(text);
      expect(isBroadcast({ reason })).to.equal(broadcast);
    });
  }
});

describe("the note of a silence", () => {
  const silence = {
    createdBy: "U0KIM",
    endsAt: new Date("2026-11-22T08:00:00Z"),
    reason: "topped up at noon",
    cancelledBy: null,
    cancelledAt: null,
  };
  const said = "Silenced by <@U0KIM> until 2026-11-22T08:00:00.000Z: topped up at noon";
  const cancelledAt = new Date("2026-11-22T07:00:00Z");

  it("says until when and why", () => {
    expect(silenceNoteText(silence)).to.equal(said);
  });

  it("says who took it back, if that is known", () => {
    expect(silenceNoteText({ ...silence, cancelledAt, cancelledBy: "U0BEN" })).to.equal(
      `${said}\nUndone by <@U0BEN> 2026-11-22T07:00:00.000Z.`,
    );
    expect(silenceNoteText({ ...silence, cancelledAt })).to.equal(
      `${said}\nUndone 2026-11-22T07:00:00.000Z.`,
    );
  });
});

describe("the words of others in a note", () => {
  it("call nobody, whatever they name", () => {
    const summary = "<@U0BOSS> of <!subteam^S0TEAM> and slack:U0BOSS, <!channel>";
    const shown = "‹@U0BOSS> of ‹!subteam^S0TEAM> and slack U0BOSS, ‹!channel>";
    const alert = { severity: "high", summary } as const;
    expect(noteText({ reason: "fired", fromState: null, actor: "system" }, alert)).to.equal(
      `Also in this run (high): ${shown}`,
    );
    const detail = { minutes: 10, mention: ["U0KIM"] };
    expect(
      noteText({ reason: "unacknowledged", fromState: "firing", actor: "system", detail }, alert),
    ).to.equal(`<@U0KIM> Nobody has acknowledged this for 10 min (high): ${shown}`);
    const silence = { createdBy: "U0KIM", endsAt: new Date(0), cancelledBy: null, cancelledAt: null };
    expect(silenceNoteText({ ...silence, reason: "ask <@U0BOSS>" })).to.equal(
      "Silenced by <@U0KIM> until 1970-01-01T00:00:00.000Z: ask ‹@U0BOSS>",
    );
  });
});

describe("a note for people who do not follow the thread", () => {
  for (const reason of ["escalated", "refired", "unsilenced", "unacknowledged"]) {
    it(`is one of ${reason}`, () => expect(isBroadcast({ reason })).to.equal(true));
  }
  for (const reason of ["fired", "acknowledged", "reminded", "cleared", "resolved", "switched_off"]) {
    it(`is none of ${reason}`, () => expect(isBroadcast({ reason })).to.equal(false));
  }
});

describe("a note in a channel", () => {
  const about = { tenantId: "globex", title: "Odoo export fails", drill: false };
  it("names the tenant and what it is about, with mentions in front", () => {
    expect(channelNoteText("Nobody has acknowledged this for 10 min (high): 41 leads", about)).to.equal(
      "globex · Odoo export fails: nobody has acknowledged this for 10 min (high): 41 leads",
    );
    expect(channelNoteText("<@U0ANA> <!subteam^S0ONCALL> Worse, now critical: x", about)).to.equal(
      "<@U0ANA> <!subteam^S0ONCALL> globex · Odoo export fails: worse, now critical: x",
    );
  });

  it("says that it is a drill", () => {
    expect(channelNoteText("Worse.", { ...about, drill: true })).to.equal(
      "DRILL globex · Odoo export fails: worse.",
    );
  });
});
