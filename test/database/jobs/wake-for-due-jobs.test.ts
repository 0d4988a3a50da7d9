import { expect } from "chai";
import { openQueue } from "../../../src/database/jobs/open-queue.ts";
import type { JobQueue } from "../../../src/database/jobs/queue.ts";
import { wakeForDueJobs } from "../../../src/database/jobs/wake-for-due-jobs.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

describe("waking for due jobs", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let queue: JobQueue;
  before(async () => {
    test = await createTestDatabase();
    const settings = { policy: "standard", concurrency: 1, retryLimit: 3 } as const;
    queue = await openQueue({
      url: test.urls.service,
      definitions: ["one", "two", "three"].map((name) => ({ name, ...settings })),
      logger: quietLogger([]),
      supervise: false,
    });
  });
  after(async () => {
    await queue.stop(1_000);
    await test.drop();
  });

  function query(text: string, values: unknown[] = []): Promise<unknown[]> {
    return test.database.withService((transaction) => transaction.query<unknown[]>(text, values));
  }

  it("wakes the queues that have a job which may begin, and no other", async () => {
    await query(
      `insert into pgboss.job (name, state, start_after) values
         ('one', 'retry', now() - interval '1 second'), ('two', 'created', now() + interval '1 hour'),
         ('three', 'active', now() - interval '1 second'), ('three', 'completed', now() - interval '1 second')`,
    );
    const woken: string[] = [];
    const asked: unknown[] = [];
    const waking = wakeForDueJobs({
      async execute(text, values) {
        asked.push(values);
        return { rows: await query(text, values) };
      },
      queues: () => ["one", "two", "three"],
      wake: (queue) => woken.push(queue),
      onFailure: (error) => {
        throw error;
      },
    });
    await waitUntil(() => woken.length >= 2);
    await query("update pgboss.job set start_after = now() where name = 'two'");
    await waitUntil(() => woken.includes("two"));
    waking.stop();
    expect(new Set(woken)).to.deep.equal(new Set(["one", "two"]));
    // One statement for all queues, whenever it looks.
    expect(asked[0]).to.deep.equal([["one", "two", "three"]]);
  });

  it("asks nothing while nobody works, and goes on after a failure", async () => {
    let queues: string[] = [];
    let asked = 0;
    const failures: unknown[] = [];
    const waking = wakeForDueJobs({
      execute: () => {
        asked += 1;
        return Promise.reject(new Error("away"));
      },
      queues: () => queues,
      wake: () => undefined,
      onFailure: (error) => {
        failures.push(error);
        if (failures.length === 1) expect(asked).to.equal(1);
      },
    });
    queues = ["one"];
    await waitUntil(() => failures.length >= 2);
    waking.stop();
    expect(asked).to.equal(failures.length);
  });
});
