import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { askForJob, relayJobs } from "../../../src/database/jobs/job-outbox-store.ts";
import { openQueue } from "../../../src/database/jobs/open-queue.ts";
import type { JobPayload, JobQueue, QueueDefinition } from "../../../src/database/jobs/queue.ts";
import { readQueueHealth } from "../../../src/database/jobs/queue-health-store.ts";
import { patience } from "../../support/patience.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

const STANDARD: QueueDefinition = { name: "standard", policy: "standard", concurrency: 2, retryLimit: 3 };
const EXCLUSIVE: QueueDefinition = { name: "exclusive", policy: "exclusive", concurrency: 2, retryLimit: 3 };
const HOPELESS: QueueDefinition = { name: "hopeless", policy: "standard", concurrency: 1, retryLimit: 0 };
const DEFINITIONS = [STANDARD, EXCLUSIVE, HOPELESS];

describe("the queue", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let queue: JobQueue;
  let lines: SaidLine[];
  const opened: JobQueue[] = [];

  const open = async () => {
    const next = await openQueue({
      url: test.urls.service,
      definitions: DEFINITIONS,
      logger: quietLogger(lines),
      supervise: true,
    });
    opened.push(next);
    return next;
  };
  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());
  beforeEach(async () => {
    lines = [];
    queue = await open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.stop(1_000)));
    await test.database.withService(async (transaction) => {
      await transaction.query("delete from pgboss.job");
      await transaction.query("delete from job_outbox");
    });
  });

  const jobs = (name: string) =>
    test.database.withService((transaction) =>
      transaction.query<{ state: string; data: JobPayload }[]>(
        "select state, data from pgboss.job where name = $1 order by created_on",
        [name],
      ),
    );
  /** Works on a queue, keeping what it is given. */
  async function collect(definition: QueueDefinition, on = queue): Promise<JobPayload[]> {
    const seen: JobPayload[] = [];
    await on.work(definition, async (payload) => {
      seen.push(payload);
    });
    return seen;
  }

  it("hands a job to a worker with what it carries", async () => {
    const seen = await collect(STANDARD);
    await queue.send(STANDARD, { tenantId: "acme", from: 0, to: 50 });
    await waitUntil(() => seen.length === 1);
    expect(seen).to.deep.equal([{ tenantId: "acme", from: 0, to: 50 }]);
  });

  it("takes the next job at once when it is done with one, however many waited", async () => {
    for (let n = 0; n < 12; n += 1) await queue.send(STANDARD, { n });
    const startedMs = performance.now();
    const seen = await collect(STANDARD);
    await waitUntil(() => seen.length === 12);
    // A rest after each job of two hands would come to ten seconds.
    expect(performance.now() - startedMs).to.be.below(patience(5_000));
  });

  it("takes jobs that have ids once, however often they are inserted", async () => {
    const id = randomUUID();
    await queue.insert(STANDARD, [{ id, payload: { n: 1 } }]);
    await queue.insert(STANDARD, [
      { id, payload: { n: 1 } },
      { id: randomUUID(), payload: { n: 2 } },
    ]);
    expect((await jobs(STANDARD.name)).map(({ data }) => data)).to.deep.equal([{ n: 1 }, { n: 2 }]);
  });

  it("keeps one job per key in an exclusive queue, whoever asks how often, and another once that is done", async () => {
    for (let times = 0; times < 3; times += 1) await queue.send(EXCLUSIVE, { n: times }, { key: "sweep" });
    await queue.send(EXCLUSIVE, { n: 9 }, { key: "other" });
    expect((await jobs(EXCLUSIVE.name)).map(({ data }) => data["n"])).to.deep.equal([0, 9]);
    const seen = await collect(EXCLUSIVE);
    await waitUntil(async () => (await jobs(EXCLUSIVE.name)).every(({ state }) => state === "completed"));
    await queue.send(EXCLUSIVE, { n: 4 }, { key: "sweep" });
    await waitUntil(() => seen.length === 3);
    expect(seen.at(-1)).to.deep.equal({ n: 4 });
  });

  it("tries a job again after it threw, and says so with its ids", async () => {
    let attempts = 0;
    await queue.work(STANDARD, async () => {
      attempts += 1;
      if (attempts === 1) throw Object.assign(new Error("connection lost"), { code: "08006" });
    });
    await queue.send(STANDARD, { tenantId: "acme", runId: "run-1", stage: "crawl" });
    await waitUntil(() => attempts === 2);
    const failed = lines.filter(({ event }) => event === "job_failed");
    expect(failed).to.have.length(1);
    expect(failed[0]).to.include({ errorCode: "08006", tenantId: "acme", runId: "run-1", stage: "crawl" });
    await waitUntil(async () => (await jobs(STANDARD.name))[0]?.state === "completed");
  });

  it("gives a job up after its last try, and counts it", async () => {
    await queue.work(HOPELESS, () => Promise.reject(new Error("never")));
    await queue.send(HOPELESS, {});
    await waitUntil(async () => (await jobs(HOPELESS.name))[0]?.state === "failed");
    const { failedLastDay } = await test.database.withService((transaction) =>
      readQueueHealth(transaction, new Date()),
    );
    expect(failedLastDay).to.equal(1);
  });

  it("finishes the job in progress when it is stopped, and leaves the rest to another process", async () => {
    const begun: unknown[] = [];
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await queue.work({ ...STANDARD, concurrency: 1 }, async ({ n }) => {
      begun.push(n);
      await gate;
    });
    await queue.send(STANDARD, { n: 1 });
    await waitUntil(() => begun.length === 1);
    const stopped = queue.stop(5_000);
    const other = await open();
    await other.send(STANDARD, { n: 2 });
    const taken = await collect(STANDARD, other);
    await waitUntil(() => taken.length === 1);
    finish();
    await stopped;
    expect(begun).to.deep.equal([1]);
    expect(taken).to.deep.equal([{ n: 2 }]);
    await waitUntil(async () => (await jobs(STANDARD.name)).every(({ state }) => state === "completed"));
  });

  it("aborts a job that outlasts the grace, and another process does it again", async () => {
    let wasAborted = false;
    await queue.work(STANDARD, async (_payload, { signal }) => {
      await new Promise<void>((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          wasAborted = true;
          reject(new Error("stopped"));
        });
      });
    });
    await queue.send(STANDARD, { n: 1 });
    await waitUntil(async () => (await jobs(STANDARD.name))[0]?.state === "active");
    const startedMs = performance.now();
    await queue.stop(100);
    expect(wasAborted).to.equal(true);
    expect(performance.now() - startedMs).to.be.below(patience(5_000));
    const taken = await collect(STANDARD, await open());
    await waitUntil(() => taken.length === 1);
  });

  it("cannot be read or written by the application role", async () => {
    for (const sql of ["select 1 from pgboss.job", "insert into pgboss.job (name) values ('standard')"]) {
      const refusal = await test.database
        .withTenant("acme", (transaction) => transaction.query<unknown[]>(sql))
        .catch(String);
      expect(refusal).to.include("permission denied for schema pgboss");
    }
  });

  describe("relayed from the outbox", () => {
    const ask = (payload: JobPayload, definition = STANDARD) =>
      test.database.withTenant("acme", (transaction) => askForJob(transaction, "acme", definition, payload));
    const waiting = () =>
      test.database.withService((transaction) =>
        transaction.query<{ queue: string }[]>("select queue from job_outbox order by created_at"),
      );

    it("brings exactly what was committed, once", async () => {
      for (let n = 0; n < 20; n += 1) {
        await test.database
          .withTenant("acme", async (transaction) => {
            await askForJob(transaction, "acme", STANDARD, { n });
            if (n % 3 === 0) throw new Error("no");
          })
          .catch(String);
      }
      const wanted = Array.from({ length: 20 }, (_, n) => n).filter((n) => n % 3 !== 0);
      expect(await relayJobs(test.database, queue, DEFINITIONS)).to.equal(wanted.length);
      expect(await relayJobs(test.database, queue, DEFINITIONS)).to.equal(0);
      const numbers = (await jobs(STANDARD.name)).map(({ data }) => Number(data["n"]));
      expect(numbers.sort((one, other) => one - other)).to.deep.equal(wanted);
      expect(await waiting()).to.deep.equal([]);
    });

    it("moves each job once when several processes relay at the same time", async () => {
      for (let n = 0; n < 30; n += 1) await ask({ n });
      const moved = await Promise.all(
        Array.from({ length: 4 }, () => relayJobs(test.database, queue, DEFINITIONS)),
      );
      expect(moved.reduce((sum, count) => sum + count, 0)).to.equal(30);
      expect(await jobs(STANDARD.name)).to.have.length(30);
    });

    it("leaves the jobs in the outbox when the queue refuses them", async () => {
      await ask({ n: 1 });
      const broken: JobQueue = { ...queue, insert: () => Promise.reject(new Error("queue is away")) };
      expect(await relayJobs(test.database, broken, DEFINITIONS).catch(String)).to.include("queue is away");
      expect(await waiting()).to.have.length(1);
      expect(await jobs(STANDARD.name)).to.deep.equal([]);
    });

    it("leaves a job of a newer version's queue, and is not held up by it", async () => {
      await ask({ n: 1 }, { ...STANDARD, name: "of-next-year" });
      await ask({ n: 2 });
      expect(await relayJobs(test.database, queue, DEFINITIONS)).to.equal(1);
      expect((await jobs(STANDARD.name)).map(({ data }) => data)).to.deep.equal([{ n: 2, tenantId: "acme" }]);
      expect(await waiting()).to.deep.equal([{ queue: "of-next-year" }]);
    });

    it("lets a tenant ask in its own name only", async () => {
      const refusal = await test.database
        .withTenant("acme", (transaction) => askForJob(transaction, "globex", STANDARD, {}))
        .catch(String);
      expect(refusal).to.include("row-level security");
    });
  });
});
