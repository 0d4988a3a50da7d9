import { expect } from "chai";
import { decideStart, type WaitingRun } from "../../../src/runner/schedule/start-decision.ts";

const DUE = new Date("2026-11-21T17:00:00Z");
const minutesLater = (minutes: number) => new Date(DUE.getTime() + minutes * 60_000);

function decide(changes: Partial<WaitingRun>, minutes = 0) {
  const run: WaitingRun = {
    dueAt: DUE,
    caughtUp: false,
    catchUp: "latest",
    windowMinutes: 360,
    enabled: true,
    running: null,
    busyTenants: 0,
    tenantConcurrency: 4,
    ...changes,
  };
  return decideStart(run, minutesLater(minutes));
}

describe("a run that waits for its start", () => {
  it("starts when nothing is in its way", () => {
    expect(decide({})).to.deep.equal({ do: "start" });
    expect(decide({ busyTenants: 3 })).to.deep.equal({ do: "start" });
  });

  it("waits while as many tenants have runs in progress as are allowed", () => {
    expect(decide({ busyTenants: 4 })).to.deep.equal({ do: "wait" });
  });

  it("is skipped while the tenant has a run in progress", () => {
    expect(decide({ running: "r1" })).to.deep.equal({
      do: "give_up",
      state: "skipped_overlap",
      reason: "run r1 was in progress",
    });
    expect(decide({ running: "r1", catchUp: "all" })).to.include({ state: "skipped_overlap" });
    expect(decide({ running: "r1", caughtUp: true })).to.include({ state: "skipped_overlap" });
  });

  it("waits for the one before it when all that passed are caught up", () => {
    expect(decide({ running: "r1", catchUp: "all", caughtUp: true })).to.deep.equal({ do: "wait" });
  });

  it("is given up when the window is over, and not a moment before", () => {
    expect(decide({}, 360)).to.deep.equal({ do: "start" });
    expect(decide({}, 360.01)).to.include({ do: "give_up", state: "missed" });
    expect(decide({ windowMinutes: 0 }, 30)).to.deep.equal({ do: "start" });
    expect(decide({ windowMinutes: 0 }, 30.01)).to.include({ state: "missed" });
  });

  it("is given up when its schedule was disabled", () => {
    expect(decide({ enabled: false })).to.include({ do: "give_up", state: "missed" });
  });
});
