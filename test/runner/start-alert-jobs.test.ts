import { expect } from "chai";
import { SWEEP_QUEUE } from "../../src/alerts/alert-queues.ts";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import type { JobHold, JobPayload, JobQueue } from "../../src/database/jobs/queue.ts";
import { createRecorder } from "../../src/observability/events/recorder.ts";
import { startAlertJobs } from "../../src/runner/start-alert-jobs.ts";
import { createVendors } from "../../src/vendors/create-vendors.ts";
import { quietLogger, type SaidLine } from "../support/quiet-logger.ts";
import { rejection } from "../support/rejection.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

describe("the sweep", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  it("continues with its other steps when one fails, says which, and is tried again", async () => {
    const { database } = test;
    const lines: SaidLine[] = [];
    const [logger, clock] = [quietLogger(lines), systemClock];
    const handlers = new Map<string, (payload: JobPayload, hold: JobHold) => Promise<void>>();
    const queue: JobQueue = {
      work: async ({ name }, handler) => void handlers.set(name, handler),
      send: async () => undefined,
      insert: async () => undefined,
      stop: async () => undefined,
    };
    const environment = readEnvironment({ SCHED_ENABLED: "false" });
    const jobs = await startAlertJobs({
      ...{ queue, database, environment, logger, clock },
      recorder: createRecorder({ database, clock, logger }),
      clients: createVendors(environment),
      makePartitions: () => Promise.reject(new Error("no partitions today")),
      runbooks: [],
      loadProofSurface: null,
      signal: new AbortController().signal,
    });
    jobs.stop();
    // What the last step removes.
    await database.withService((transaction) =>
      transaction.query(
        `insert into rate_leases (domain, starts_at, free_at)
         values ('example.com', now() - interval '3 days', now() - interval '3 days')`,
      ),
    );
    const { signal } = new AbortController();
    const hold: JobHold = { signal, draining: signal, retries: 0, isLast: false };
    const failure = await rejection(handlers.get(SWEEP_QUEUE.name)?.({}, hold) ?? Promise.resolve());
    expect(String(failure)).to.include("no partitions today");
    // The queue was never opened, so the reaper finds no jobs to look at.
    const failed = lines.filter(({ event }) => event === "sweep_step_failed").map(({ status }) => status);
    expect(failed).to.deep.equal(["partitions", "reaper"]);
    const left = await database.withService((transaction) =>
      transaction.query<unknown[]>("select from rate_leases"),
    );
    expect(left).to.deep.equal([]);
  });
});
