import { mock } from "node:test";
import { expect } from "chai";
import type { Database } from "../../../src/database/database.ts";
import { askForJob, relayJobs } from "../../../src/database/jobs/job-outbox-store.ts";
import { startJobRelay } from "../../../src/database/jobs/job-relay.ts";
import { listen } from "../../../src/database/jobs/listen.ts";
import type { JobPayload, JobQueue, QueueDefinition } from "../../../src/database/jobs/queue.ts";
import { errorCode } from "../../../src/errors.ts";
import { patience } from "../../support/patience.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

const DEFINITION: QueueDefinition = { name: "run", policy: "standard", concurrency: 1, retryLimit: 0 };

describe("the relay of jobs", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let sent: JobPayload[];
  let isAway: boolean;
  let queue: JobQueue;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());
  beforeEach(() => {
    sent = [];
    isAway = false;
    queue = {
      work: async () => undefined,
      stop: async () => undefined,
      send: async () => undefined,
      async insert(_definition, jobs) {
        if (isAway) throw new Error("queue is away");
        sent.push(...jobs.map(({ payload }) => payload));
      },
    };
  });

  const start = (lines: SaidLine[] = [], database: Database = test.database) =>
    startJobRelay({ database, queue, definitions: [DEFINITION], logger: quietLogger(lines) });
  const ask = (n: number) =>
    test.database.withTenant("acme", (transaction) => askForJob(transaction, "acme", DEFINITION, { n }));

  it("moves at its start what was asked for while nobody relayed", async () => {
    await ask(1);
    const relay = start();
    await waitUntil(() => sent.length === 1);
    await relay.stop();
  });

  it("is woken by the database at commit, well before its own sweep", async () => {
    const relay = start();
    const listener = await listen({
      url: test.urls.service,
      wakes: { nightshift_jobs: () => relay.wake() },
      logger: quietLogger(),
    });
    try {
      const startedMs = performance.now();
      await ask(2);
      await waitUntil(() => sent.length === 1);
      expect(performance.now() - startedMs).to.be.below(patience(1_000));
    } finally {
      await listener.close();
      await relay.stop();
    }
  });

  it("looks by itself when nobody wakes it", async () => {
    const relay = start();
    await ask(3);
    await waitUntil(() => sent.length === 1);
    await relay.stop();
  });

  it("says that it could not, and moves the job when the queue is back", async () => {
    const lines: SaidLine[] = [];
    isAway = true;
    const relay = start(lines);
    await ask(4);
    relay.wake();
    await waitUntil(() => lines.some(({ event }) => event === "job_relay_failed"));
    isAway = false;
    relay.wake();
    await waitUntil(() => sent.length === 1);
    await relay.stop();
  });

  it("goes on until the outbox is empty, however often it is woken", async () => {
    for (let n = 0; n < 10; n += 1) await ask(n);
    const relay = start();
    for (let times = 0; times < 50; times += 1) relay.wake();
    await waitUntil(() => sent.length >= 10);
    await relay.stop();
    expect(sent).to.have.length(10);
  });

  const askRaw = (payload: unknown, tenantId = "acme") =>
    test.database.withTenant(tenantId, (transaction) =>
      transaction.query("insert into job_outbox (tenant_id, queue, payload) values ($1, 'run', $2)", [
        tenantId,
        JSON.stringify(payload),
      ]),
    );
  const setAside = () =>
    test.database.withService((transaction) =>
      transaction.query<{ payload: unknown; reason: string }[]>(
        "select payload, reason from refused_jobs order by refused_at, reason, payload::text",
      ),
    );
  const forgetAside = () =>
    test.database.withService((transaction) => transaction.query("delete from refused_jobs"));

  it("sets aside what names another tenant or is no payload, says so, and goes on", async () => {
    const bad: [unknown, string][] = [
      [{ tenantId: "globex", n: 1 }, "other_tenant"],
      [{ n: 2 }, "other_tenant"],
      [{ tenantId: "ACME" }, "other_tenant"],
      [{ tenantId: "acme", n: { deep: 1 } }, "malformed"],
      [["acme"], "malformed"],
      ["acme", "malformed"],
      [null, "malformed"],
    ];
    for (const [payload] of bad) await askRaw(payload);
    await ask(9);
    const lines: SaidLine[] = [];
    const relay = start(lines);
    await waitUntil(() => sent.length === 1 && lines.length === bad.length);
    await relay.stop();
    expect(sent).to.deep.equal([{ n: 9, tenantId: "acme" }]);
    const rows = await setAside();
    expect(rows).to.have.deep.members(bad.map(([payload, reason]) => ({ payload, reason })));
    expect(lines.every(({ event, level }) => event === "job_refused" && level === "error")).to.equal(true);
    await forgetAside();
  });

  it("sets aside the one job whose content the queue refuses, and keeps all while the queue is away", async () => {
    queue = {
      ...queue,
      async insert(_definition, jobs) {
        if (isAway) throw new Error("queue is away");
        if (jobs.some(({ payload }) => payload["n"] === 13))
          throw Object.assign(new Error("bad value"), { code: "22P02" });
        sent.push(...jobs.map(({ payload }) => payload));
      },
    };
    for (const n of [12, 13, 14]) await ask(n);
    isAway = true;
    await relayJobs(test.database, queue, [DEFINITION]).catch(() => undefined);
    expect(await setAside()).to.deep.equal([]);
    isAway = false;
    expect(await relayJobs(test.database, queue, [DEFINITION])).to.equal(3);
    expect(sent.map(({ n }) => n)).to.deep.equal([12, 14]);
    expect((await setAside()).map(({ reason }) => reason)).to.deep.equal(["22P02"]);
    await forgetAside();
  });

  it("lets no tenant write or remove what was set aside", async () => {
    for (const sql of [
      "insert into refused_jobs (tenant_id, job_id, queue, payload, reason, created_at) values ('acme', gen_random_uuid(), 'run', '{}', 'x', now())",
      "delete from refused_jobs",
    ])
      expect(
        await test.database
          .withTenant("acme", (transaction) => transaction.query(sql))
          .then(() => "done", errorCode),
      ).to.equal("42501");
  });
});

describe("listening to the database", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  const listeners = () =>
    test.database.withService((transaction) =>
      transaction.query<{ pid: number }[]>(
        "select pid from pg_stat_activity where application_name = 'nightshift listen' and datname = current_database()",
      ),
    );
  const announce = () =>
    test.database.withService((transaction) => transaction.query("notify nightshift_jobs"));

  it("wakes once at its start, at each announcement it asked for, and never after its close", async () => {
    let wakes = 0;
    const listener = await listen({
      url: test.urls.service,
      wakes: {
        nightshift_jobs: () => {
          wakes += 1;
        },
      },
      logger: quietLogger(),
    });
    expect(wakes).to.equal(1);
    await announce();
    await waitUntil(() => wakes === 2);
    await test.database.withService((transaction) => transaction.query("notify nightshift_messages"));
    await announce();
    await waitUntil(() => wakes === 3);
    await listener.close();
    expect(await listeners()).to.deep.equal([]);
    await announce();
    expect(wakes).to.equal(3);
  });

  it("connects again when its connection is cut, and wakes for what it may have missed", async () => {
    let wakes = 0;
    const listener = await listen({
      url: test.urls.service,
      wakes: {
        nightshift_jobs: () => {
          wakes += 1;
        },
      },
      logger: quietLogger(),
    });
    await test.database.withService((transaction) =>
      transaction.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nightshift listen' and datname = current_database()",
      ),
    );
    await waitUntil(() => wakes === 2);
    await announce();
    await waitUntil(() => wakes === 3);
    await listener.close();
  });

  it("that cannot begin says so, and does not go on trying behind everybody's back", async () => {
    const url = new URL(test.urls.service);
    url.password = "wrong";
    const lines: SaidLine[] = [];
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      const failure = await listen({ url: url.href, wakes: {}, logger: quietLogger(lines) }).catch(
        (error: unknown) => error,
      );
      expect(failure).to.be.instanceOf(Error);
      const before = process.getActiveResourcesInfo();
      mock.timers.tick(60_000);
      // Another try would have opened a socket by now.
      expect(process.getActiveResourcesInfo()).to.deep.equal(before);
    } finally {
      mock.timers.reset();
    }
    expect(lines).to.deep.equal([]);
  });
});
