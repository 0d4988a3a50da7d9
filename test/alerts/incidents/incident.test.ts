import { expect } from "chai";
import fc from "fast-check";
import { type IncidentMember, incidentOf } from "../../../src/alerts/incidents/incident.ts";
import type { Alert } from "../../../src/entities/alert.ts";
import { alertOf } from "../../bot/support/cards.ts";

let id = 0;
function member(changes: Partial<Alert>, silenced = false): IncidentMember {
  id += 1;
  return { alert: alertOf({ alertId: `0000000${id}-0000-4000-8000-000000000000`, ...changes }), silenced };
}

describe("an incident", () => {
  beforeEach(() => {
    id = 0;
  });
  const leads = (...members: IncidentMember[]) => incidentOf(members)?.leader.ruleId;

  it("is led by the alert that explains the others, however bad they are", () => {
    expect(
      leads(member({ ruleId: "SR-11", severity: "critical" }), member({ ruleId: "OE-06", severity: "high" })),
    ).to.equal("OE-06");
  });

  it("is led by the worse of two causes", () => {
    expect(
      leads(member({ ruleId: "CR-02", severity: "medium" }), member({ ruleId: "OE-06", severity: "high" })),
    ).to.equal("OE-06");
  });

  it("is led by the next one once its cause has ended or is silenced", () => {
    const failed = member({ ruleId: "SR-11", severity: "high" });
    expect(leads(member({ ruleId: "OE-06", state: "resolved" }), failed)).to.equal("SR-11");
    expect(leads(member({ ruleId: "OE-06" }, true), failed)).to.equal("SR-11");
  });

  it("has the worst severity of its open alerts", () => {
    const bad = member({ ruleId: "OE-06", severity: "critical", state: "resolved" });
    expect(incidentOf([bad, member({ severity: "medium" })])?.severity).to.equal("medium");
    expect(incidentOf([bad])?.severity).to.equal("critical");
  });

  it("fires while nobody has acknowledged one of its alerts, and ends with the last one", () => {
    const taken = member({ state: "acknowledged" });
    const ended = member({ state: "resolved" });
    expect(incidentOf([taken, member({ state: "firing" }), ended])?.state).to.equal("firing");
    expect(incidentOf([taken, ended])?.state).to.equal("acknowledged");
    expect(incidentOf([ended])?.state).to.equal("resolved");
  });

  it("is not kept firing by an alert that another one explains, until that one ends", () => {
    const explained = member({ ruleId: "SR-11", announced: false });
    expect(incidentOf([member({ ruleId: "OE-06", state: "acknowledged" }), explained])?.state).to.equal(
      "acknowledged",
    );
    expect(incidentOf([member({ ruleId: "OE-06", state: "resolved" }), explained])?.state).to.equal("firing");
  });

  it("is the same in whatever order its alerts are read", () => {
    const any = fc.record({
      ruleId: fc.constantFrom("OE-06", "SR-11", "CR-02", "CC-05"),
      severity: fc.constantFrom("critical", "high", "medium"),
      state: fc.constantFrom("firing", "acknowledged", "resolved"),
      silenced: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (all) => {
        id = 0;
        const members = all.map(({ silenced, ...alert }) => member(alert, silenced));
        expect(incidentOf(members.toReversed())).to.deep.equal(incidentOf(members));
      }),
    );
  });
});
