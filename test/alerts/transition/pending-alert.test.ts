import { expect } from "chai";
import type { Finding } from "../../../src/alerts/rulebook/rule.ts";
import { type AlertInput, type AlertRow, SYSTEM_ACTOR } from "../../../src/alerts/transition/alert-state.ts";
import { transition } from "../../../src/alerts/transition/transition.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 22) + minutes * 60_000);
const FINDING: Finding = {
  ruleId: "PL-20",
  subject: "service",
  severity: "high",
  summary: "1 of 2 probes failed.",
  facts: { failed: 1 },
};

function found(more: Partial<Extract<AlertInput, { type: "finding" }>> = {}): AlertInput {
  return {
    type: "finding",
    finding: FINDING,
    runId: "run-1",
    cooldownMinutes: 60,
    forDurationMinutes: 30,
    ...more,
  };
}

function pendingSince(minutes: number): AlertRow {
  const { next } = transition(null, found(), at(minutes));
  if (next === null) throw new Error("nothing is pending");
  return next;
}

describe("a condition that must last before it is announced", () => {
  it("is recorded as pending, and nobody is notified", () => {
    const { next, ...rest } = transition(null, found(), at(0));
    expect(next).to.include({ state: "pending", announced: false, occurrences: 1, version: 1 });
    expect(rest).to.deep.equal({
      write: "insert",
      transition: { from: null, to: "pending", reason: "pending", actor: SYSTEM_ACTOR },
      notify: null,
    });
  });

  for (const { forDurationMinutes, state } of [
    { forDurationMinutes: 0, state: "firing" },
    { forDurationMinutes: 0.5, state: "pending" },
    { forDurationMinutes: 1, state: "pending" },
  ]) {
    it(`is ${state} at first when it must last ${forDurationMinutes} minutes`, () => {
      expect(transition(null, found({ forDurationMinutes }), at(0)).next).to.include({ state });
    });
  }

  it("fires after exactly that long, as of then, and not before", () => {
    expect(transition(pendingSince(0), found(), at(29.99)).next?.state).to.equal("pending");
    const { next, ...rest } = transition(pendingSince(0), found(), at(30));
    expect(next).to.include({ state: "firing", announced: true, occurrences: 1, version: 2 });
    expect(next?.firedAt).to.deep.equal(at(30));
    expect(rest).to.deep.equal({
      write: "update",
      transition: { from: "pending", to: "firing", reason: "fired", actor: SYSTEM_ACTOR },
      notify: "post",
    });
  });

  it("fires without a card while something suppresses it", () => {
    const { next, notify } = transition(pendingSince(0), found({ suppressed: true }), at(30));
    expect(next).to.include({ state: "firing", announced: false });
    expect(notify).to.equal(null);
  });

  it("fires at once when its rule does not ask for a wait any more", () => {
    const input: AlertInput = { type: "finding", finding: FINDING, runId: "run-1", cooldownMinutes: 60 };
    const { next, notify } = transition(pendingSince(0), input, at(0.5));
    expect(next).to.include({ state: "firing", announced: true });
    expect(notify).to.equal("post");
  });

  it("changes nothing when the same is found at the same time", () => {
    const pending = pendingSince(0);
    expect(transition(pending, found(), at(0))).to.deep.equal({
      next: pending,
      write: null,
      transition: null,
      notify: null,
    });
  });

  const news: { what: string; minute: number; input: AlertInput; changes: Partial<AlertRow> }[] = [
    { what: "time", minute: 1, input: found(), changes: { lastSeenAt: at(1) } },
    { what: "run", minute: 0, input: found({ runId: "run-2" }), changes: { runId: "run-2" } },
    {
      what: "severity",
      minute: 0,
      input: found({ finding: { ...FINDING, severity: "critical" } }),
      changes: { severity: "critical" },
    },
    {
      what: "summary",
      minute: 0,
      input: found({ finding: { ...FINDING, summary: "2 of 2 probes failed." } }),
      changes: { summary: "2 of 2 probes failed." },
    },
    {
      what: "number",
      minute: 0,
      input: found({ finding: { ...FINDING, facts: { failed: 2 } } }),
      changes: { facts: { failed: 2 } },
    },
  ];
  for (const { what, minute, input, changes } of news) {
    it(`keeps a new ${what}, and still notifies nobody`, () => {
      expect(transition(pendingSince(0), input, at(minute))).to.deep.equal({
        next: { ...pendingSince(0), ...changes },
        write: "update",
        transition: null,
        notify: null,
      });
    });
  }
});
