import { expect } from "chai";
import type { Finding } from "../../../src/alerts/rulebook/rule.ts";
import { type AlertInput, type AlertRow, SYSTEM_ACTOR } from "../../../src/alerts/transition/alert-state.ts";
import { transition } from "../../../src/alerts/transition/transition.ts";
import type { Severity } from "../../../src/entities/vocabulary.ts";

const COOLDOWN = 60;
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 22) + minutes * 60_000);

function found(severity: Severity = "medium", runId = "run-1", more: Partial<Finding> = {}) {
  const finding = {
    ruleId: "CR-02",
    subject: "crawl",
    severity,
    summary: "31 of 100 failed.",
    facts: {},
    ...more,
  };
  return { type: "finding", finding, runId, cooldownMinutes: COOLDOWN } as const;
}

const clear = { type: "clear", keepFiringMinutes: 0 } as const;
const acknowledge: AlertInput = { type: "acknowledge", by: "U1" };
const resolve: AlertInput = { type: "resolve", by: "U1" };
const release: AlertInput = { type: "release", by: "U1" };
/** What comes of an input that changes nothing. */
const nothingOf = (row: AlertRow) => ({ next: row, write: null, transition: null, notify: null });

/** Feeds inputs a minute apart from minute 0; the state they lead to. */
function lifeOf(...inputs: AlertInput[]): AlertRow {
  const row = inputs.reduce<AlertRow | null>(
    (current, input, minute) => transition(current, input, at(minute)).next,
    null,
  );
  if (row === null) throw new Error("no alert came of it");
  return row;
}

describe("an alert", () => {
  it("fires at its first finding and posts a card", () => {
    const { next, write, transition: record, notify } = transition(null, found(), at(0));
    expect(next).to.include({
      state: "firing",
      severity: "medium",
      occurrences: 1,
      version: 1,
      announced: true,
    });
    expect(next?.firedAt).to.deep.equal(at(0));
    expect({ write, notify }).to.deep.equal({ write: "insert", notify: "post" });
    expect(record).to.deep.equal({ from: null, to: "firing", reason: "fired", actor: SYSTEM_ACTOR });
  });

  it("does not come of a click or an all-clear", () => {
    for (const input of [clear, acknowledge, resolve]) {
      expect(transition(null, input, at(0))).to.deep.equal({
        next: null,
        write: null,
        transition: null,
        notify: null,
      });
    }
  });

  it("is acknowledged by the first who takes it, and held by them", () => {
    const taken = transition(lifeOf(found()), acknowledge, at(5));
    expect(taken.next).to.include({ state: "acknowledged", acknowledgedBy: "U1", version: 2 });
    expect(taken.notify).to.equal("update_and_thread");
    const late = transition(taken.next, { type: "acknowledge", by: "U2" }, at(6));
    expect(late.next).to.equal(taken.next);
    expect(late).to.include({ write: null, transition: null, notify: null });
  });

  it("is resolved when the condition goes away, whoever holds it", () => {
    for (const row of [lifeOf(found()), lifeOf(found(), acknowledge)]) {
      const { next, transition: record, notify } = transition(row, clear, at(9));
      expect(next).to.include({ state: "resolved", resolvedBy: SYSTEM_ACTOR });
      expect(record).to.include({ from: row.state, to: "resolved", reason: "cleared", actor: SYSTEM_ACTOR });
      expect(notify).to.equal("update_and_thread");
    }
  });

  it("keeps firing for as long as its rule says after it was last seen", () => {
    const slow: AlertInput = { type: "clear", keepFiringMinutes: 10 };
    expect(transition(lifeOf(found()), slow, at(9.9)).next?.state).to.equal("firing");
    expect(transition(lifeOf(found()), slow, at(10)).next?.state).to.equal("resolved");
  });

  it("is not un-resolved by a late acknowledgement", () => {
    const resolved = lifeOf(found(), clear);
    expect(transition(resolved, acknowledge, at(9)).next).to.equal(resolved);
  });

  it("is only touched when the same is found again", () => {
    const row = lifeOf(found());
    const { next, write, transition: record, notify } = transition(row, found(), at(5));
    expect(next).to.deep.equal({ ...row, lastSeenAt: at(5) });
    expect({ write, record, notify }).to.deep.equal({ write: "update", record: null, notify: null });
  });

  it("is edited, not told anew, when the next run finds it too", () => {
    const { next, notify, transition: record } = transition(lifeOf(found()), found("medium", "run-2"), at(5));
    expect(next).to.include({ runId: "run-2", occurrences: 2, version: 2 });
    expect({ notify, record }).to.deep.equal({ notify: "update", record: null });
  });

  it("is edited when its numbers change", () => {
    const worseNumbers = found("medium", "run-1", { summary: "35 of 100 failed." });
    const edited = transition(lifeOf(found()), worseNumbers, at(5));
    expect(edited.notify).to.equal("update");
    // The same run is not counted twice.
    expect(edited.next).to.include({ summary: "35 of 100 failed.", occurrences: 1, version: 2 });
    const otherFacts = found("medium", "run-1", { facts: { errors: 35 } });
    expect(transition(lifeOf(found()), otherFacts, at(5)).notify).to.equal("update");
    const moreErrors = found("medium", "run-1", { facts: { errors: 36 } });
    expect(transition(lifeOf(otherFacts), moreErrors, at(5)).notify).to.equal("update");
  });

  it("tells of a worse severity, even when somebody holds it", () => {
    for (const row of [lifeOf(found()), lifeOf(found(), acknowledge)]) {
      const { next, notify, transition: record } = transition(row, found("critical"), at(5));
      expect(next).to.include({ state: row.state, severity: "critical", acknowledgedBy: row.acknowledgedBy });
      expect(record).to.include({ from: row.state, to: row.state, reason: "escalated" });
      expect(notify).to.equal("update_and_thread");
    }
  });

  it("keeps the worst severity, so that wavering about a limit escalates once", () => {
    const wavered = lifeOf(found(), found("critical"), found("medium"));
    expect(wavered.severity).to.equal("critical");
    expect(transition(wavered, found("critical"), at(9)).transition).to.equal(null);
  });

  it("reopens at exactly the end of the cooldown, and is a new alert after", () => {
    const cleared = lifeOf(found(), acknowledge, clear);
    const reopened = transition(cleared, found("medium", "run-2"), at(2 + COOLDOWN));
    expect(reopened.next).to.include({
      state: "firing",
      occurrences: 2,
      acknowledgedBy: null,
      resolvedAt: null,
    });
    expect(reopened.next?.firedAt).to.deep.equal(at(0));
    expect(reopened.transition).to.include({ from: "resolved", to: "firing", reason: "refired" });
    expect(reopened).to.include({ write: "update", notify: "update_and_thread" });

    const anew = transition(cleared, found("medium", "run-2"), at(2 + COOLDOWN + 0.01));
    expect(anew).to.include({ write: "insert", notify: "post" });
    expect(anew.next).to.include({ occurrences: 1, version: 1 });
  });

  it("reopens when its condition went away and came back within one run", () => {
    const cleared = lifeOf(found(), clear);
    expect(transition(cleared, found(), at(3)).transition?.reason).to.equal("refired");
  });

  it("keeps with its reopening what is to be said about it, and nothing when there is nothing", () => {
    const cleared = lifeOf(found(), clear);
    const refired = { from: "resolved", to: "firing", reason: "refired", actor: SYSTEM_ACTOR };
    expect(transition(cleared, found(), at(3)).transition).to.deep.equal(refired);
    const detail = { changes: 7 };
    expect(transition(cleared, { ...found(), detail }, at(3)).transition).to.deep.equal({
      ...refired,
      detail,
    });
    expect(transition(null, { ...found(), detail }, at(3)).transition?.detail).to.deep.equal(detail);
  });

  it("stays closed when a person closed it and the same run shows the same again", () => {
    const closed = lifeOf(found(), resolve);
    for (const minute of [2, 10_000]) expect(transition(closed, found(), at(minute)).next).to.equal(closed);
    expect(transition(closed, found("critical"), at(2)).next?.state).to.equal("firing");
    expect(transition(closed, found("medium", "run-2"), at(2)).next?.state).to.equal("firing");
  });

  it("comes back an hour after a person closed it where it is about no run, and never for the same night", () => {
    const aboutNoRun = (facts: Record<string, string>): AlertInput => {
      const input = found();
      if (input.type !== "finding") throw new TypeError("a finding is expected");
      return { ...input, runId: null, finding: { ...input.finding, facts } };
    };
    const ongoing = aboutNoRun({});
    const closed = lifeOf(ongoing, resolve);
    const resolvedAt = closed?.resolvedAt ?? at(0);
    const minutesLater = (minutes: number) => new Date(resolvedAt.getTime() + minutes * 60_000);
    expect(transition(closed, ongoing, minutesLater(59.9)).next).to.equal(closed);
    expect(transition(closed, ongoing, minutesLater(60)).next?.state).to.equal("firing");
    const night = aboutNoRun({ night: "2026-11-21" });
    const done = lifeOf(night, resolve);
    expect(transition(done, night, at(10_000)).next).to.equal(done);
    expect(transition(done, aboutNoRun({ night: "2026-11-22" }), at(10_000)).next?.state).to.equal("firing");
  });

  it("is recorded under a silence and told when the silence ends", () => {
    const silenced: AlertInput = { ...found(), suppressed: true } as const;
    const quiet = transition(null, silenced, at(0));
    expect(quiet).to.include({ write: "insert", notify: null });
    expect(transition(quiet.next, silenced, at(1)).notify).to.equal(null);
    expect(transition(quiet.next, found(), at(2)).notify).to.equal("post");
  });

  it("never tells the end of what it did not tell", () => {
    const quiet = lifeOf({ ...found(), suppressed: true });
    for (const input of [clear, acknowledge, resolve]) {
      expect(transition(quiet, input, at(3)).notify).to.equal(null);
    }
  });

  it("edits an existing card in silence rather than say it aloud", () => {
    const silenced: AlertInput = { ...found("critical"), suppressed: true };
    expect(transition(lifeOf(found()), silenced, at(3)).notify).to.equal("update");
  });

  it("says when a finding comes after the silence that it came back or got worse meanwhile", () => {
    const cleared = lifeOf(found(), clear);
    const suppressed: AlertInput = { ...found(), suppressed: true };
    const reopened = transition(cleared, suppressed, at(3));
    expect(reopened.next).to.include({ announced: true, updatePending: true });
    expect(reopened.notify).to.equal("update");
    const heard = transition(reopened.next, found(), at(4));
    expect(heard.next?.updatePending).to.equal(false);
    expect(heard.transition).to.include({ from: "firing", to: "firing", reason: "unsilenced" });
    expect(heard.notify).to.equal("update_and_thread");
  });

  it("owes people what got worse under a silence until it says so, whatever else is found meanwhile", () => {
    const suppressed = (severity: Severity, runId: string) =>
      ({ ...found(severity, runId), suppressed: true }) as const;
    const worse = lifeOf(found(), suppressed("critical", "run-1"));
    expect(worse.updatePending).to.equal(true);
    expect(transition(worse, suppressed("medium", "run-2"), at(3)).next?.updatePending).to.equal(true);
    expect(transition(worse, found("medium", "run-2"), at(3)).next?.updatePending).to.equal(false);
    const noWorse = lifeOf(found(), suppressed("medium", "run-2"));
    expect(noWorse.updatePending).to.equal(false);
    const unheard = lifeOf(suppressed("medium", "run-1"), suppressed("critical", "run-1"));
    expect(unheard).to.include({ announced: false, updatePending: false });
  });

  it("shows its end on the card alone while it is flapping", () => {
    const notifyOf = (suppressed: boolean) =>
      transition(lifeOf(found()), { ...clear, suppressed }, at(3)).notify;
    expect(notifyOf(true)).to.equal("update");
    expect(notifyOf(false)).to.equal("update_and_thread");
  });

  it("is resolved aloud by a person, and by whoever switches its rule off", () => {
    const resolved = transition(lifeOf(found()), resolve, at(3));
    expect(resolved.transition).to.deep.equal({
      from: "firing",
      to: "resolved",
      reason: "resolved",
      actor: "U1",
    });
    expect(resolved.notify).to.equal("update_and_thread");
    const retired = transition(lifeOf(found()), { type: "retire", by: "U1" }, at(3));
    expect(retired.transition).to.deep.equal({
      from: "firing",
      to: "resolved",
      reason: "switched_off",
      actor: SYSTEM_ACTOR,
      detail: { by: "U1" },
    });
    expect(retired.notify).to.equal("update_and_thread");
  });

  it("is announced when a silence ends, unless people know all there is to know or it is pending", () => {
    const announce: AlertInput = { type: "announce" };
    const known = { ...lifeOf(found()), announced: true, updatePending: false };
    const notifyOf = (more: Partial<AlertRow>) => transition({ ...known, ...more }, announce, at(3)).notify;
    expect(notifyOf({})).to.equal(null);
    expect(notifyOf({ updatePending: true })).to.equal("update_and_thread");
    expect(notifyOf({ announced: false })).to.equal("post");
    expect(notifyOf({ announced: false, updatePending: true })).to.equal("post");
    for (const announced of [true, false]) {
      expect(notifyOf({ state: "pending", announced, updatePending: true })).to.equal(null);
    }
  });

  it("nudges while it fires and reminds while it is acknowledged, if people know of it", () => {
    const firing = lifeOf(found());
    const acknowledged = lifeOf(found(), acknowledge);
    const said = (row: AlertRow, type: "nudge" | "remind") => {
      const { transition: record, notify } = transition(row, { type, detail: { minutes: 60 } }, at(60));
      return record === null ? notify : `${record.reason}, ${notify}`;
    };
    expect(said(firing, "nudge")).to.equal("unacknowledged, update_and_thread");
    expect(said(acknowledged, "remind")).to.equal("reminded, update_and_thread");
    expect(said(firing, "remind")).to.equal(null);
    expect(said(acknowledged, "nudge")).to.equal(null);
    expect(said({ ...firing, announced: false }, "nudge")).to.equal(null);
    expect(said({ ...acknowledged, announced: false }, "remind")).to.equal(null);
  });

  it("is let go by whoever holds it, and fires again", () => {
    const { next, transition: record, notify } = transition(lifeOf(found(), acknowledge), release, at(9));
    expect(next).to.include({ state: "firing", acknowledgedBy: null, acknowledgedAt: null, version: 3 });
    expect(record).to.deep.equal({ from: "acknowledged", to: "firing", reason: "released", actor: "U1" });
    expect(notify).to.equal("update_and_thread");
    const firing = lifeOf(found());
    expect(transition(firing, release, at(9))).to.deep.equal(nothingOf(firing));
  });

  it("is handed over to somebody else, acknowledged or not", () => {
    for (const row of [lifeOf(found()), lifeOf(found(), acknowledge)]) {
      const { next, transition: record } = transition(row, { type: "hand_over", by: "U1", to: "U2" }, at(9));
      expect(next).to.deep.include({ state: "acknowledged", acknowledgedBy: "U2", acknowledgedAt: at(9) });
      expect(record?.detail).to.deep.equal({ to: "U2" });
    }
  });

  it("is not handed over to whoever holds it, nor while it is pending", () => {
    const held = lifeOf(found(), acknowledge);
    const pending = lifeOf({ ...found(), forDurationMinutes: 30 });
    const input = { type: "hand_over", by: "U2", to: "U1" } as const;
    expect(transition(held, input, at(9))).to.deep.equal(nothingOf(held));
    expect(transition(pending, input, at(9))).to.deep.equal(nothingOf(pending));
  });

  it("calls people about what they know of, whether or not somebody acknowledged it", () => {
    const call = { type: "call", by: "U1", mention: ["U2"] } as const;
    for (const row of [lifeOf(found()), lifeOf(found(), acknowledge)]) {
      const { transition: record, notify } = transition(row, call, at(9));
      expect(record).to.deep.include({ reason: "called", actor: "U1", detail: { mention: ["U2"] } });
      expect(notify).to.equal("update_and_thread");
      const quiet = { ...row, announced: false };
      expect(transition(quiet, call, at(9))).to.deep.equal(nothingOf(quiet));
    }
    const pending = { ...lifeOf({ ...found(), forDurationMinutes: 30 }), announced: true };
    expect(transition(pending, call, at(9))).to.deep.equal(nothingOf(pending));
  });

  it("is announced on its card again when a silence over it has run out", () => {
    const row = lifeOf(found());
    const { next, notify } = transition(row, { type: "announce", again: true }, at(9));
    expect(next?.announced).to.equal(true);
    expect(notify).to.equal("update_and_thread");
    const quiet = lifeOf({ ...found(), suppressed: true });
    expect(transition(quiet, { type: "announce" }, at(9)).notify).to.equal("post");
  });

  it("records what a nudge says, and no detail where there is none", () => {
    const nudged = transition(lifeOf(found()), { type: "nudge", detail: { minutes: 10 } }, at(10));
    expect(nudged.transition?.detail).to.deep.equal({ minutes: 10 });
    const quiet = lifeOf({ ...found(), suppressed: true });
    expect(transition(quiet, { type: "announce" }, at(10)).transition).to.deep.equal({
      from: "firing",
      to: "firing",
      reason: "unsilenced",
      actor: SYSTEM_ACTOR,
    });
  });
});
