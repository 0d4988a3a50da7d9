import { expect } from "chai";
import { alertChannel, alertNotifiers } from "../../../src/alerts/policy/routing.ts";

describe("the channel of an alert", () => {
  const policy = { alertChannel: "C-ALERTS", qaChannel: "C-QA", severityChannels: { critical: "C-PAGE" } };

  it("is the tenant's alert channel", () => {
    expect(alertChannel({ severity: "medium", topic: "operations" }, policy)).to.equal("C-ALERTS");
  });

  it("is the severity's own where there is one", () => {
    expect(alertChannel({ severity: "critical", topic: "operations" }, policy)).to.equal("C-PAGE");
  });

  it("is the QA channel for QA, whatever the severity", () => {
    expect(alertChannel({ severity: "medium", topic: "qa" }, policy)).to.equal("C-QA");
    expect(alertChannel({ severity: "critical", topic: "qa" }, policy)).to.equal("C-QA");
  });

  it("is the alert channel for QA where there is no QA channel", () => {
    const withoutQa = { ...policy, qaChannel: null };
    expect(alertChannel({ severity: "medium", topic: "qa" }, withoutQa)).to.equal("C-ALERTS");
  });

  it("is none where none is named", () => {
    const nowhere = { alertChannel: null, qaChannel: null };
    expect(alertChannel({ severity: "critical", topic: "operations" }, nowhere)).to.equal(null);
  });
});

describe("who is notified of an alert outside Slack", () => {
  const policy = { notifiers: { critical: ["pagerduty", "sms"] } } as const;

  it("is whom the tenant names for its severity, and nobody for another", () => {
    expect(alertNotifiers({ severity: "critical", ruleId: "CR-02" }, policy)).to.deep.equal([
      "pagerduty",
      "sms",
    ]);
    expect(alertNotifiers({ severity: "high", ruleId: "CR-02" }, policy)).to.deep.equal([]);
  });

  it("is whom the rule itself wants, once", () => {
    expect(alertNotifiers({ severity: "critical", ruleId: "MV-01" }, {})).to.deep.equal(["pagerduty"]);
    expect(alertNotifiers({ severity: "medium", ruleId: "CC-05" }, {})).to.deep.equal(["jira"]);
    expect(alertNotifiers({ severity: "critical", ruleId: "PL-20" }, policy)).to.deep.equal([
      "pagerduty",
      "sms",
    ]);
    expect(alertNotifiers({ severity: "low", ruleId: "PL-29" }, {})).to.deep.equal(["email"]);
  });
});
