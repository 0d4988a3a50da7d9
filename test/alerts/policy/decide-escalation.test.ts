import { expect } from "chai";
import {
  decideEscalation,
  type EscalationPolicy,
  type EscalationSubject,
} from "../../../src/alerts/policy/decide-escalation.ts";

const FIRED = new Date("2026-11-22T02:00:00Z");
const minute = (minutes: number) => new Date(FIRED.getTime() + minutes * 60_000);
const POLICY: EscalationPolicy = {
  mttaMinutes: 10,
  severities: ["critical", "high"],
  steps: [{ mention: ["S0ONCALL"] }, { mention: [], notifier: "pagerduty" }],
  reminderMinutes: 60,
};
const FIRING: EscalationSubject = {
  state: "firing",
  severity: "high",
  since: FIRED,
  stepsDone: 0,
  lastStepAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  lastReminderAt: null,
};
const HELD: EscalationSubject = {
  ...FIRING,
  state: "acknowledged",
  acknowledgedAt: minute(5),
  acknowledgedBy: "U0BEN",
};

describe("escalation", () => {
  it("waits for exactly the target, then takes the first step", () => {
    expect(decideEscalation(FIRING, POLICY, new Date(minute(10).getTime() - 1))).to.equal(null);
    expect(decideEscalation(FIRING, POLICY, minute(10))).to.deep.equal({
      type: "nudge",
      step: 1,
      call: { mention: ["S0ONCALL"] },
      minutes: 10,
    });
  });

  it("waits as long again before the next step, and does one at a time when it comes late", () => {
    const once = { ...FIRING, stepsDone: 1, lastStepAt: minute(50) };
    expect(decideEscalation(once, POLICY, minute(59))).to.equal(null);
    expect(decideEscalation(once, POLICY, minute(60))).to.include({ step: 2 });
  });

  it("ends with the last step", () => {
    expect(
      decideEscalation({ ...FIRING, stepsDone: 2, lastStepAt: minute(20) }, POLICY, minute(999)),
    ).to.equal(null);
  });

  it("leaves alone what is not bad enough, and what is resolved or pending", () => {
    for (const changes of [{ severity: "medium" }, { state: "resolved" }, { state: "pending" }] as const)
      expect(decideEscalation({ ...FIRING, ...changes }, POLICY, minute(999))).to.equal(null);
  });

  it("asks whoever has it whether they are still on it, again and again", () => {
    expect(decideEscalation(HELD, POLICY, minute(64))).to.equal(null);
    expect(decideEscalation(HELD, POLICY, minute(65))).to.deep.equal({
      type: "remind",
      mention: ["U0BEN"],
      minutes: 60,
    });
    expect(decideEscalation({ ...HELD, lastReminderAt: minute(65) }, POLICY, minute(124))).to.equal(null);
    expect(decideEscalation({ ...HELD, lastReminderAt: minute(65) }, POLICY, minute(125))).to.include({
      type: "remind",
    });
  });

  it("reminds only of what is acknowledged at the moment", () => {
    for (const state of ["firing", "resolved", "pending"] as const)
      expect(decideEscalation({ ...HELD, severity: "low", state }, POLICY, minute(999)), state).to.equal(
        null,
      );
    expect(decideEscalation({ ...HELD, acknowledgedAt: null }, POLICY, minute(999))).to.equal(null);
  });

  it("mentions nobody in a reminder when it is not known who acknowledged it", () => {
    expect(decideEscalation({ ...HELD, acknowledgedBy: null }, POLICY, minute(65))).to.deep.equal({
      type: "remind",
      mention: [],
      minutes: 60,
    });
  });

  it("counts from a late announcement, so that it does not announce and remind at once", () => {
    const announcedLate = { ...HELD, since: minute(100) };
    expect(decideEscalation(announcedLate, POLICY, new Date(minute(160).getTime() - 1))).to.equal(null);
    expect(decideEscalation(announcedLate, POLICY, minute(160))).to.include({ type: "remind", minutes: 155 });
  });

  it("asks nobody where the tenant wants no reminders", () => {
    expect(decideEscalation(HELD, { ...POLICY, reminderMinutes: null }, minute(9999))).to.equal(null);
  });
});
