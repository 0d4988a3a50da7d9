import { createServer, type Server } from "node:http";
import { expect } from "chai";
import { SWEEP_QUEUE } from "../../../src/alerts/alert-queues.ts";
import {
  longestSweepAgeMs,
  problemWithAlerting,
  startDeadMan,
} from "../../../src/alerts/watchdog/start-dead-man.ts";
import { openQueue } from "../../../src/database/jobs/open-queue.ts";
import { wantMessage } from "../../../src/messages/outbox-store.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

const NOW = new Date("2026-11-21T18:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

describe("whether alerting works", () => {
  const cases = [
    ["evaluated ten minutes ago", { lastSweepAt: ago(600), longestDelaySeconds: null }, null],
    ["evaluated longer ago", { lastSweepAt: ago(600.1), longestDelaySeconds: null }, "not_evaluated"],
    ["never evaluated", { lastSweepAt: null, longestDelaySeconds: null }, "not_evaluated"],
    ["a message waits five minutes", { lastSweepAt: NOW, longestDelaySeconds: 300 }, null],
    ["a message waits longer", { lastSweepAt: NOW, longestDelaySeconds: 301 }, "not_delivered"],
  ] as const;
  for (const [name, vitality, problem] of cases) {
    it(`is notified: ${name}`, () => {
      expect(problemWithAlerting(vitality, 600_000, NOW)).to.equal(problem);
    });
  }

  it("allows three pauses of the schedule, the longest counted, and ten minutes at least", () => {
    expect(longestSweepAgeMs("*/5 * * * *", NOW)).to.equal(15 * 60_000);
    expect(longestSweepAgeMs("* * * * *", NOW)).to.equal(10 * 60_000);
    expect(longestSweepAgeMs("0 8,20 * * *", NOW)).to.equal(36 * 3_600_000);
  });
});

describe("the dead man's switch", () => {
  let test: TestDatabase;
  let server: Server;
  let url: string;
  let pings: string[];
  let answers: number[];
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    server = createServer((request, response) => {
      pings.push(`${request.method} ${request.url}`);
      response.writeHead(answers.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/secret-token`;
    const queue = await openQueue({
      url: test.urls.service,
      definitions: [SWEEP_QUEUE],
      logger: quietLogger(),
      supervise: false,
    });
    await queue.work(SWEEP_QUEUE, () => Promise.resolve());
    await queue.send(SWEEP_QUEUE, {}, { key: "sweep" });
    await waitUntil(async () => {
      const rows = await test.database.withService((transaction) =>
        transaction.query<unknown[]>("select 1 from pgboss.job where name = 'sweep' and state = 'completed'"),
      );
      return rows.length === 1;
    });
    await queue.stop(0);
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await test.drop();
  });
  beforeEach(() => {
    pings = [];
    answers = [];
  });

  /** Lets it try once, at a moment, until it was called so often or says something. */
  async function tryOnce(now: Date, to: string | undefined = url, calls = 1): Promise<SaidLine[]> {
    const lines: SaidLine[] = [];
    const deadMan = startDeadMan({
      url: to,
      intervalMs: 3_600_000,
      alertsCron: "*/5 * * * *",
      database: test.database,
      clock: () => now,
      logger: quietLogger(lines),
      pauseMs: 1,
    });
    await waitUntil(() => pings.length >= calls || lines.length > 0);
    await deadMan?.stop();
    return lines;
  }

  it("calls its address while all is well", async () => {
    expect(await tryOnce(new Date())).to.deep.equal([]);
    expect(pings).to.deep.equal(["POST /secret-token"]);
  });

  it("falls silent when nobody evaluates any more", async () => {
    const lines = await tryOnce(new Date(Date.now() + 3_600_000));
    expect(lines.map(({ event, status: why }) => [event, why])).to.deep.equal([
      ["dead_man_silent", "not_evaluated"],
    ]);
    expect(pings).to.deep.equal([]);
  });

  it("calls all the same when a tenant's channel is missing, and falls silent when nothing gets through", async () => {
    const now = new Date();
    await createTestTenant(test.database, "acme");
    const old = new Date(now.getTime() - 3_600_000);
    const wanted = { tenantId: "acme", kind: "alert", channel: "missing" } as const;
    const parentId = await test.database.withTenant("acme", async (transaction) => {
      const root = await wantMessage(transaction, { ...wanted, subjectId: "root" }, old);
      await wantMessage(transaction, { ...wanted, subjectId: "reply", parentId: root }, old);
      return root;
    });
    const problem = (word: string) =>
      test.database.withService((transaction) =>
        transaction.query(
          "update alert_notifications set last_error = 'config', last_problem = $1 where notification_id = $2",
          [word, parentId],
        ),
      );
    await problem("not_in_channel");
    expect(await tryOnce(now)).to.deep.equal([]);
    expect(pings).to.have.length(1);
    await problem("token_revoked");
    expect((await tryOnce(now)).map(({ status: why }) => why)).to.deep.equal(["not_delivered"]);
    await test.database.withService((transaction) => transaction.query("delete from alert_notifications"));
  });

  it("tries a ping three times at most, and not again what is refused for good", async () => {
    answers = [503, 429];
    expect(await tryOnce(new Date(), url, 3)).to.deep.equal([]);
    expect(pings).to.have.lengthOf(3);
    for (const [status, attempts] of [
      [500, 3],
      [404, 1],
    ] as const) {
      pings = [];
      answers = Array.from({ length: 9 }, () => status);
      const lines = await tryOnce(new Date(), url, Number.POSITIVE_INFINITY);
      expect(lines.map(({ event, errorCode }) => [event, errorCode])).to.deep.equal([
        ["dead_man_not_pinged", `http_${status}`],
      ]);
      expect(pings).to.have.lengthOf(attempts);
    }
  });

  it("says that the watcher is away, without its address", async () => {
    const lines = await tryOnce(new Date(), "http://127.0.0.1:1/secret-token");
    expect(lines.map(({ event }) => event)).to.deep.equal(["dead_man_not_pinged"]);
    expect(JSON.stringify(lines)).to.not.include("secret-token");
  });

  it("pings again at each interval, until it is stopped", async () => {
    const deadMan = startDeadMan({
      url,
      intervalMs: 5,
      alertsCron: "*/5 * * * *",
      database: test.database,
      clock: () => new Date(),
      logger: quietLogger(),
    });
    await waitUntil(() => pings.length >= 3);
    await deadMan?.stop();
    const { length } = pings;
    // By a few requests later, the one that was cancelled has arrived too, if it was on its way.
    for (let index = 0; index < 5; index += 1) await fetch(new URL("/later", url), { method: "POST" });
    const further = pings.slice(length).filter((ping) => !ping.endsWith("/later"));
    expect(further.length).to.be.at.most(1);
  });

  it("is none without an address", () => {
    const { database } = test;
    const settings = {
      intervalMs: 1,
      alertsCron: "* * * * *",
      database,
      clock: () => NOW,
      logger: quietLogger(),
    };
    expect(startDeadMan({ ...settings, url: undefined })).to.equal(null);
  });
});
