import { expect } from "chai";
import type { LateRun } from "../../../src/alerts/rulebook/schedule-snapshot.ts";
import { runMissing } from "../../../src/alerts/rules/run-missing.ts";
import { decide, findOne, makeLateRun, makeScheduleSnapshot, minutesAfter } from "./decide-schedules.ts";

const NIGHT = "default 2026-11-22";
const RUN_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

function seenAfter(minutes: number, ...late: Partial<LateRun>[]) {
  return makeScheduleSnapshot({ late: late.map(makeLateRun), now: minutesAfter(minutes) });
}

function began(minutes: number, status: "running" | "succeeded" | "failed"): Partial<LateRun> {
  return { state: "started", run: { runId: RUN_ID, status, startedAt: minutesAfter(minutes) } };
}

describe("SR-10, runs that do not begin", () => {
  it("is quiet when every run began in time", () => {
    expect(decide(runMissing, makeScheduleSnapshot())).to.deep.equal({});
  });

  for (const state of ["unseen", "waiting"] as const)
    it(`lets a run be ${state} for 30 minutes, and no longer`, () => {
      expect(decide(runMissing, seenAfter(30, { state }))).to.deep.equal({});
      const after = { ...seenAfter(30, { state }), now: new Date(minutesAfter(30).getTime() + 1) };
      expect(decide(runMissing, after)).to.deep.equal({ [NIGHT]: "high" });
    });

  it("takes the tenant's own limit", () => {
    const thresholds = { "SR-10.lateMinutes": 5 };
    expect(decide(runMissing, { ...seenAfter(5, {}), thresholds })).to.deep.equal({});
    expect(decide(runMissing, { ...seenAfter(6, {}), thresholds })).to.deep.equal({ [NIGHT]: "high" });
  });

  it("tells at once of a run that was missed or could not be started, with the reason", () => {
    expect(decide(runMissing, seenAfter(6, { state: "missed" }))).to.deep.equal({ [NIGHT]: "high" });
    expect(
      findOne(runMissing, seenAfter(0, { state: "failed_to_start", reason: "dailyCap must be from 1." }))
        .summary,
    ).to.equal(
      "The run of schedule default due at 2026-11-22 01:00 could not be started: dailyCap must be from 1. The night has brought no leads.",
    );
  });

  it("calls a run late that began more than 30 minutes after its time, while it is in progress", () => {
    expect(decide(runMissing, seenAfter(40, began(30, "running")))).to.deep.equal({});
    expect(findOne(runMissing, seenAfter(40, began(31, "running")))).to.deep.include({
      subject: NIGHT,
      summary:
        "The run of schedule default due at 2026-11-22 01:00 started 31 minutes late. Its leads come later than usual.",
    });
    expect(decide(runMissing, seenAfter(90, began(31, "succeeded")))).to.deep.equal({});
  });

  it("is quiet about a run that started and whose row is gone", () => {
    expect(decide(runMissing, seenAfter(90, { state: "started", run: null }))).to.deep.equal({});
  });

  it("says what became of each run, with its reason when there is one", () => {
    const when = "The run of schedule default due at 2026-11-22 01:00";
    const cases: readonly (readonly [Partial<LateRun>, string])[] = [
      [{ state: "unseen" }, "had not started 30 minutes later, and no runner has recorded it."],
      [{ state: "waiting" }, "was still waiting to start 30 minutes later."],
      [{ state: "missed" }, "was missed."],
      [{ state: "missed", reason: "no runner was up." }, "was missed: no runner was up."],
      [{ state: "failed_to_start" }, "could not be started."],
      [began(31, "running"), "started 31 minutes late."],
    ];
    for (const [run, fate] of cases)
      expect(findOne(runMissing, seenAfter(40, run)).summary).to.equal(
        `${when} ${fate} ${run.state === "started" ? "Its leads come later than usual." : "The night has brought no leads."}`,
      );
  });

  it("keeps what the first of a night's runs is, and how many there are", () => {
    const facts = (...late: Partial<LateRun>[]) => findOne(runMissing, seenAfter(300, ...late)).facts;
    const first = {
      scheduleId: "default",
      night: "2026-11-22",
      runs: 1,
      firstLocalAt: "2026-11-22T01:00",
      firstDueAt: "2026-11-21T17:00:00.000Z",
      state: "missed",
      runId: null,
    };
    expect(facts({ state: "missed" })).to.deep.equal(first);
    const later = { state: "unseen", localAt: "2026-11-22T02:00", dueAt: minutesAfter(60) } as const;
    expect(facts({ state: "missed" }, later)).to.deep.equal({ ...first, runs: 2 });
    expect(facts(began(31, "running"))).to.deep.equal({ ...first, state: "started", runId: RUN_ID });
  });

  it("leaves a run that failed to SR-11, and ends what it said of its lateness", () => {
    const failed = { ...seenAfter(90, began(31, "failed")), openLate: [NIGHT] };
    expect(decide(runMissing, failed)).to.deep.equal({ [NIGHT]: "clear" });
  });

  it("speaks once of a night and schedule, however many runs of it are missing", () => {
    const runs = [0, 1, 2].map((hour) => ({ state: "missed" as const, localAt: `2026-11-22T0${hour}:00` }));
    expect(findOne(runMissing, seenAfter(300, ...runs)).summary).to.equal(
      "The run of schedule default due at 2026-11-22 00:00 was missed. The same is true of 2 more runs of that day. The night has brought no leads.",
    );
    expect(findOne(runMissing, seenAfter(300, ...runs.slice(0, 2))).summary).to.match(
      / The same is true of 1 more run of that day\. The night has brought no leads\.$/,
    );
    const two = seenAfter(300, { state: "missed" }, { state: "missed", scheduleId: "weekly" });
    expect(decide(runMissing, two)).to.deep.equal({ [NIGHT]: "high", "weekly 2026-11-22": "high" });
  });

  it("keeps one alert while a night goes from unseen over waiting to late", () => {
    for (const run of [{}, { state: "waiting" }, began(45, "running")] as const)
      expect(decide(runMissing, { ...seenAfter(50, run), openLate: [NIGHT] })).to.deep.equal({
        [NIGHT]: "high",
      });
  });

  it("says the same sentence however long it has waited", () => {
    expect(findOne(runMissing, seenAfter(31, {}))).to.deep.equal(findOne(runMissing, seenAfter(300, {})));
  });

  it("ends the alerts of nights that are in order again", () => {
    expect(decide(runMissing, makeScheduleSnapshot({ openLate: ["default 2026-11-21"] }))).to.deep.equal({
      "default 2026-11-21": "clear",
    });
  });

  it("says nothing, and ends nothing, of a tenant that is not to be scheduled from here", () => {
    const snapshot = { ...seenAfter(60, {}), scheduled: false, openLate: [NIGHT] };
    expect(decide(runMissing, snapshot)).to.deep.equal({});
  });
});
