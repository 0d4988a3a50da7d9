import { expect } from "chai";
import { firstCall, isGrave } from "../../../src/alerts/policy/first-call.ts";

describe("whom the first post of an alert mentions", () => {
  const step = (mention: readonly string[]) => ({ afterMinutes: 10, mention, notify: [] });
  const steps = [step([]), step(["U1"]), step(["U2", "U3"])];

  it("is whom the first step with people names, if the alert is critical or high", () => {
    expect(firstCall("critical", { steps })).to.deep.equal(["U1"]);
    expect(firstCall("high", { steps })).to.deep.equal(["U1"]);
  });

  it("is nobody for lesser alerts", () => {
    expect(firstCall("medium", { steps })).to.deep.equal([]);
    expect(firstCall("low", { steps })).to.deep.equal([]);
    expect(isGrave("high")).to.equal(true);
    expect(isGrave("medium")).to.equal(false);
  });

  it("is nobody where no step names anybody", () => {
    expect(firstCall("critical", { steps: [step([])] })).to.deep.equal([]);
    expect(firstCall("critical", { steps: [] })).to.deep.equal([]);
  });
});
