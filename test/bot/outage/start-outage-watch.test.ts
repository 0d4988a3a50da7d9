import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { failuresToReport, turnOf } from "../../../src/alerts/watchdog/database-watch.ts";
import { startOutageWatch } from "../../../src/bot/outage/start-outage-watch.ts";
import { systemClock } from "../../../src/clock.ts";
import type { Database } from "../../../src/database/database.ts";
import type { AlertNotifier } from "../../../src/messages/notifier.ts";
import { recordHeartbeat, WORKER_AGENTS } from "../../../src/observability/heartbeat/heartbeat-store.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const worker = (agent: keyof typeof WORKER_AGENTS, workerId: string) => ({
  workerId,
  agentId: WORKER_AGENTS[agent],
});
const [BOT, RUNNER, OTHER_RUNNER] = ["b", "c", "a"].map((letter) =>
  letter.repeat(8).concat("-0000-4000-8000-000000000000"),
);

describe("whose turn it is to tell of an outage", () => {
  const rows: readonly [
    says: string,
    workers: [keyof typeof WORKER_AGENTS, string][],
    own: string | null,
    turn: number,
  ][] = [
    ["the only runner's", [["runner", "r1"]], "r1", 0],
    [
      "the bot's before any runner's",
      [
        ["runner", "a"],
        ["bot", "z"],
      ],
      "z",
      0,
    ],
    [
      "a runner's after the bot",
      [
        ["runner", "a"],
        ["bot", "z"],
      ],
      "a",
      1,
    ],
    [
      "one runner's after the other",
      [
        ["runner", "b"],
        ["runner", "a"],
        ["bot", "z"],
      ],
      "b",
      2,
    ],
    ["a bot's without Slack, where there is no other", [["runner", "a"]], null, 0],
    ["a bot's with Slack before one without", [["bot", "a"]], null, 1],
    [
      "a process's that was not heard of itself, after the bots",
      [
        ["bot", "a"],
        ["runner", "b"],
      ],
      "x",
      1,
    ],
  ];
  for (const [says, workers, own, turn] of rows) {
    it(`is ${says}`, () =>
      expect(
        turnOf(
          workers.map(([agent, id]) => worker(agent, id)),
          own,
        ),
      ).to.equal(turn));
  }

  it("comes to each process once, in whatever order they are seen", () => {
    const workers = fc.uniqueArray(
      fc.record({ agentId: fc.constantFrom(WORKER_AGENTS.bot, WORKER_AGENTS.runner), workerId: fc.uuid() }),
      { selector: ({ workerId }) => workerId, minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(workers, (alive) => {
        const turns = alive.map(({ workerId }) => turnOf(alive.toReversed(), workerId));
        expect(turns).to.have.members(alive.map((_, place) => place));
      }),
    );
  });

  it("is after 1, 5 and 9 minutes of looks that failed, and never the fourth's", () => {
    expect([0, 1, 2, 3].map(failuresToReport)).to.deep.equal([5, 21, 37, Number.POSITIVE_INFINITY]);
  });
});

describe("watching the database from a process that stays up", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let folder: string;
  let isAway: boolean;
  let told: string[];

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "nightshift-outage-"));
    [isAway, told] = [false, []];
    await test.database.withService((transaction) => transaction.query("delete from worker_heartbeats"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const notifier: AlertNotifier = {
    name: "webhook",
    isConfigured: true,
    check: null,
    async send({ action }) {
      told.push(action);
      return { reference: "webhook" };
    },
    test: () => Promise.reject(new Error("nobody tests")),
  };
  const beat = (agent: keyof typeof WORKER_AGENTS, workerId = "", at = new Date()) =>
    test.database.withService((transaction) =>
      recordHeartbeat(transaction, { ...worker(agent, workerId), startedAt: at }, at),
    );
  const mayBeAway = (): Database => ({
    ...test.database,
    withService: (work) => (isAway ? Promise.reject(new Error("away")) : test.database.withService(work)),
  });
  const watchAs = (workerId = "", database = mayBeAway()) => {
    return startOutageWatch({
      database,
      environment: { NIGHTSHIFT_DIR: folder, SLACK_PLATFORM_CHANNEL: "ops" },
      role: "runner",
      workerId,
      slack: null,
      notifiers: [notifier],
      clock: systemClock,
      logger: quietLogger(),
      intervalMs: null,
    });
  };

  it("tells after a minute as the only process there is, and of the end", async () => {
    await beat("runner", RUNNER);
    const watch = watchAs(RUNNER);
    await watch.look();
    isAway = true;
    for (let looks = 0; looks < 4; looks += 1) await watch.look();
    expect(told).to.deep.equal([]);
    await watch.look();
    await watch.look();
    expect(told).to.deep.equal(["trigger"]);
    isAway = false;
    await watch.look();
    await watch.look();
    expect(told).to.deep.equal(["trigger", "resolve"]);
    await watch.stop();
  });

  it("leaves it to a bot that was alive for four minutes more, and not to one that was not", async () => {
    const long = new Date(Date.now() - 4 * 60_000);
    for (const [seen, looks] of [
      [new Date(), 21],
      [long, 5],
    ] as const) {
      told = [];
      await test.database.withService((transaction) => transaction.query("delete from worker_heartbeats"));
      await beat("runner", RUNNER);
      await beat("bot", BOT, seen);
      const watch = watchAs(RUNNER);
      isAway = false;
      await watch.look();
      isAway = true;
      for (let look = 1; look < looks; look += 1) await watch.look();
      expect(told, `before look ${looks}`).to.deep.equal([]);
      await watch.look();
      expect(told).to.deep.equal(["trigger"]);
      await watch.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("takes a database that answers for up, though nobody can be counted", async () => {
    await beat("runner", OTHER_RUNNER);
    const database: Database = {
      ...test.database,
      withService: (work) =>
        test.database.withService((transaction) => {
          const query = transaction.query.bind(transaction);
          transaction.query = (sql: string) =>
            sql === "select 1" ? query(sql) : Promise.reject(new Error("no such table"));
          return work(transaction);
        }),
    };
    const watch = watchAs(RUNNER, database);
    for (let looks = 0; looks < 25; looks += 1) await watch.look();
    expect(told).to.deep.equal([]);
    await watch.stop();
  });
});
