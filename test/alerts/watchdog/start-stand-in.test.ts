import { expect } from "chai";
import { recordAssessment } from "../../../src/alerts/raising/record-assessment.ts";
import { ABSENT_MS, createStandIn } from "../../../src/alerts/watchdog/start-stand-in.ts";
import type { Database } from "../../../src/database/database.ts";
import type { Severity } from "../../../src/entities/vocabulary.ts";
import { createLogger } from "../../../src/logger.ts";
import type { AlertNotifier, NotifierEvent, NotifierName } from "../../../src/messages/notifier.ts";
import { recordHeartbeat, WORKER_AGENTS } from "../../../src/observability/heartbeat/heartbeat-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const START = new Date("2026-11-22T02:00:00Z");
const RULE = { cooldownMinutes: 60, keepFiringMinutes: 0, forDurationMinutes: 0 };

describe("a runner without a bot", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  let said: string[];
  let logged: string[];

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts" });
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = START;
    said = [];
    logged = [];
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "alerts", "worker_heartbeats"])
        await transaction.query(`delete from ${table}`);
    });
  });

  const logger = createLogger({ level: "warn", write: (line) => void logged.push(line) });
  const notifier = (name: NotifierName, fails = () => false): AlertNotifier => ({
    name,
    isConfigured: true,
    check: null,
    async send({ action, subject }: NotifierEvent) {
      if (fails()) throw new Error("away");
      said.push(`${name} ${action} ${subject}`);
      return { reference: subject };
    },
    test: () => Promise.reject(new Error("not asked")),
  });
  const runner = (...notifiers: readonly AlertNotifier[]) =>
    createStandIn({ database, notifiers, publicUrl: null, clock: () => now, logger });
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const raise = (subject: string, severity: Severity | null) => {
    const about = { ruleId: "CR-02", subject };
    const finding = severity === null ? null : { ...about, severity, summary: "30 failed", facts: {} };
    return recordAssessment({ database, logger, clock: () => now }, { ...about, finding }, RULE, {
      tenantId: "acme",
      runId: null,
      supersededAt: null,
      channelOf: () => "acme-alerts",
    });
  };
  /** Looks until there is nothing left to do. */
  const settle = async (...looks: readonly (() => Promise<number>)[]) => {
    for (let idle = 0; idle < 2; ) {
      const delivered = await Promise.all(looks.map((look) => look()));
      idle = delivered.some((count) => count > 0) ? 0 : idle + 1;
      later(2_000);
    }
  };

  it("tells what is critical or high by webhook and pager once, by however many runners, and the rest not at all", async () => {
    const looks = [notifier("webhook"), notifier("pagerduty"), notifier("sms")];
    const [one, other] = [runner(...looks), runner(...looks)];
    await raise("crawl", "high");
    await raise("tavily", "medium");
    later(ABSENT_MS - 1_000);
    await Promise.all([one(), other()]);
    expect(said, "not before some minutes are over").to.deep.equal([]);
    later(1_000);
    await settle(one, other);
    await raise("crawl", "critical");
    await settle(one, other);
    expect(said.toSorted()).to.deep.equal([
      "pagerduty trigger crawl",
      // Worse is news to those who were told.
      "pagerduty trigger crawl",
      "webhook trigger crawl",
      "webhook trigger crawl",
    ]);
    expect(logged.filter((line) => line.includes("no_bot_alive"))).to.have.length(2);
    said = [];
    later(60_000);
    await raise("crawl", null);
    await settle(one, other);
    expect(said.toSorted(), "its end").to.deep.equal(["pagerduty resolve crawl", "webhook resolve crawl"]);
  });

  it("keeps out of it while a bot lives, and leaves it the card", async () => {
    const look = runner(notifier("webhook"));
    await raise("crawl", "critical");
    later(2 * ABSENT_MS);
    const bot = { workerId: "0f8fad5b-d9cb-469f-a165-70867728950e", startedAt: START };
    await database.withService((transaction) =>
      recordHeartbeat(transaction, { ...bot, agentId: WORKER_AGENTS.bot }, now),
    );
    await settle(look);
    expect(said).to.deep.equal([]);
    later(2 * ABSENT_MS);
    await settle(look);
    expect(said, "it went").to.deep.equal(["webhook trigger crawl"]);
    const cards = await database.withService((transaction) =>
      transaction.query<{ state: string }[]>("select state from alert_notifications where kind = 'alert'"),
    );
    expect(cards).to.deep.equal([{ state: "waiting" }]);
  });

  it("says only the beginning of a storm, the worst first", async () => {
    const look = runner(notifier("webhook"));
    for (let count = 0; count < 25; count += 1) {
      await raise(`stage-${count}`, count === 24 ? "critical" : "high");
    }
    later(ABSENT_MS);
    await settle(look);
    expect(said).to.have.length(20);
    expect(said[0]).to.equal("webhook trigger stage-24");
    later(3_600_000);
    await settle(look);
    expect(said).to.have.length(25);
  });

  it("tries again when nobody takes it, then by the next way, and says in the log when there is none", async () => {
    let isAway = true;
    const look = runner(notifier("pagerduty", () => isAway));
    const silent = runner();
    await raise("crawl", "critical");
    later(ABSENT_MS);
    await settle(look);
    isAway = false;
    later(600_000);
    await settle(look);
    expect(said).to.deep.equal(["pagerduty trigger crawl"]);
    await silent();
    expect(logged.join("\n")).to.contain("SLACK_WEBHOOK_URL");
  });
});
