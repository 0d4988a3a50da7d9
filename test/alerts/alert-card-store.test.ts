import { expect } from "chai";
import { readAlertCard } from "../../src/alerts/alert-card-store.ts";
import type { Runbook } from "../../src/alerts/runbook.ts";
import type { AlertCard as BotCard } from "../../src/bot/blocks/alert-card.ts";
import type { Database } from "../../src/database/database.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { insertAlert } from "./insert-alert.ts";
import { type StoredRun, storeRun } from "./stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const night = (number: number) => new Date(START.getTime() + number * 86_400_000);
const RUNBOOK: Runbook = {
  id: "CR-02",
  title: "Crawl error rate is high",
  kind: "rule",
  severity: "medium",
  owner: "on-call",
  checks: ["look"],
  actions: ["act"],
  firstSteps: ["look", "act"],
  bodyMarkdown: "",
};

describe("the card of an alert", () => {
  let test: TestDatabase;
  let database: Database;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
  });
  after(() => test.drop());
  afterEach(() =>
    database.withService(async (transaction) => {
      await transaction.query("delete from alerts");
      await transaction.query("delete from enrichment_runs");
    }),
  );

  const store = (number: number, run: Partial<StoredRun>) =>
    storeRun(database, { tenantId: "acme", startedAt: night(number), ...run });
  async function cardOf(
    about: { readonly ruleId: string; readonly subject: string },
    runId: string | null,
    facts: Record<string, string | number | null>,
  ): Promise<BotCard> {
    const card = await database.withTenant("acme", async (transaction) => {
      const { alertId } = await insertAlert(
        transaction,
        { tenantId: "acme", fingerprint: "f", ...about },
        {
          state: "firing",
          severity: "medium",
          summary: "s",
          facts,
          runId,
          occurrences: 1,
          firedAt: START,
          lastSeenAt: START,
          acknowledgedBy: null,
          acknowledgedAt: null,
          resolvedBy: null,
          resolvedAt: null,
          version: 1,
          told: true,
          unheard: false,
        },
      );
      return readAlertCard(transaction, "acme", alertId, [RUNBOOK]);
    });
    return card ?? expect.fail("no card");
  }
  const CRAWL = { ruleId: "CR-02", subject: "crawl" };

  it("compares a stage with the fourteen nights before it, and names its commonest errors", async () => {
    await store(-20, { stages: { crawl: { success: 1, error: 99 } } });
    for (let number = -14; number < 0; number += 1) {
      await store(number, { stages: { crawl: { success: 100 + number, error: -number, blocked: 50 } } });
    }
    const runId = await store(0, {
      stages: { crawl: { success: 60, error: 40 } },
      errors: { crawl: { timeout: 2, dns: 5 }, extract: { malformed: 9 } },
      traceUrl: "https://trace.example/1",
    });
    await store(1, { stages: { crawl: { success: 0, error: 100 } } });
    const card = await cardOf(CRAWL, runId, { errorRatio: 0.4 });
    expect(card.comparison).to.equal(
      "40 % in this run; on the last 14 nights 7 % in the middle and 14 % at most.",
    );
    expect(card.errorClasses).to.deep.equal([
      { errorCode: "dns", count: 5 },
      { errorCode: "timeout", count: 2 },
    ]);
    expect(card.traceUrl).to.equal("https://trace.example/1");
    expect(card.runbook).to.deep.equal({ id: "CR-02", title: RUNBOOK.title, firstSteps: ["look", "act"] });
  });

  it("compares nothing without an earlier night that has figures", async () => {
    await store(-1, { stages: { crawl: {} } });
    const runId = await store(0, { stages: { crawl: { success: 60, error: 40 } } });
    expect((await cardOf(CRAWL, runId, { errorRatio: 0.4 })).comparison).to.equal(null);
  });

  it("compares a vendor's rate limits, and counts its failed calls", async () => {
    await store(-1, { vendors: { lusha: { calls: 100, rateLimitHits: 1 } } });
    const runId = await store(0, {
      vendors: { lusha: { calls: 100, rateLimitHits: 30, errorCodes: { rate_limited: 3 } } },
      // The stage of the same name: its items are not the vendor's calls.
      errors: { lusha: { budget: 9 } },
    });
    const card = await cardOf({ ruleId: "RL-07", subject: "lusha" }, runId, { vendor: "lusha", ratio: 0.3 });
    expect(card.comparison).to.equal("30 % in this run; on the night before 1 %.");
    expect(card.errorClasses).to.deep.equal([{ errorCode: "rate_limited", count: 3 }]);
    expect(card.runbook).to.equal(null);
  });

  it("is bare for an alert about no run", async () => {
    const card = await cardOf({ ruleId: "DP-09", subject: "run_event_logs" }, null, {});
    expect(card).to.deep.include({ comparison: null, errorClasses: [], traceUrl: null, runbook: null });
  });

  it("is null for an alert that there is not", async () => {
    const read = database.withTenant("acme", (transaction) =>
      readAlertCard(transaction, "acme", "0f8fad5b-d9cb-469f-a165-70867728950e", []),
    );
    expect(await read).to.equal(null);
  });
});
