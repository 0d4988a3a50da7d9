import { expect } from "chai";
import type { AlertCard as BotCard } from "../../../src/alerts/cards/alert-card.ts";
import { readAlertCard } from "../../../src/alerts/cards/alert-card-store.ts";
import { insertTransitions } from "../../../src/alerts/lifecycle/alert-write-store.ts";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import { cancelSilence, createSilence } from "../../../src/alerts/suppression/silence-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { insertAlert } from "../insert-alert.ts";
import { type StoredRun, storeRun } from "../stored-run.ts";

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
  codes: [],
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
          announced: true,
          updatePending: false,
        },
      );
      return readAlertCard(transaction, { tenantId: "acme", alertId }, [RUNBOOK], new Date());
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
    // A repeated stage is not a night.
    await store(-0.5, {
      manifest: { resumedFrom: { runId, failedOnly: false, stages: ["crawl"] } },
      stages: { crawl: { success: 0, error: 100 } },
    });
    const card = await cardOf(CRAWL, runId, { errorRatio: 0.4 });
    expect(card.comparison).to.equal(
      "40 % in this run; on the last 14 nights the median was 7 %, the highest 14 %.",
    );
    expect(card.errorClasses).to.deep.equal([
      { errorCode: "dns", count: 5, examples: [] },
      { errorCode: "timeout", count: 2, examples: [] },
    ]);
    expect(card.traceUrl).to.equal("https://trace.example/1");
    expect(card.runbook).to.deep.equal({ id: "CR-02", title: RUNBOOK.title, firstSteps: ["look", "act"] });
  });

  it("compares nothing without an earlier night", async () => {
    const runId = await store(0, { stages: { crawl: { success: 60, error: 40 } } });
    expect((await cardOf(CRAWL, runId, { errorRatio: 0.4 })).comparison).to.equal(null);
  });

  it("says on how many nights before the same fired, where there is no share to compare", async () => {
    for (const number of [-3, -2, -1]) await store(number, {});
    const runId = await store(0, { status: "failed" });
    const about = { ruleId: "SR-11", subject: "run" };
    expect((await cardOf(about, runId, {})).comparison).to.equal(
      "New: it did not fire on the 3 nights before.",
    );
    await database.withService((transaction) => transaction.query("delete from alerts"));
    const card = await cardOf(about, runId, {});
    await database.withTenant("acme", async (transaction) => {
      for (const [version, at] of [night(-2), night(-1.5), night(0)].entries())
        await insertTransitions(
          transaction,
          [
            {
              alert: { tenantId: "acme", alertId: card.alert.alertId, version },
              step: { from: null, to: "firing", reason: "fired", actor: "system" },
            },
          ],
          at,
        );
    });
    const again = await database.withTenant("acme", (transaction) =>
      readAlertCard(transaction, { tenantId: "acme", alertId: card.alert.alertId }, [], new Date()),
    );
    expect(again?.comparison).to.equal("It also fired on 1 of the 3 nights before.");
  });

  it("counts its own nights while it is open, and never calls that new", async () => {
    for (const number of [-4, -3, -2, -1]) await store(number, {});
    const runId = await store(0, { status: "failed" });
    const { alert } = await cardOf({ ruleId: "SR-11", subject: "run" }, runId, {});
    await database.withService((transaction) =>
      transaction.query("update alerts set fired_at = $1, last_seen_at = $2", [night(-2.5), night(0)]),
    );
    const read = () =>
      database.withTenant("acme", (transaction) =>
        readAlertCard(transaction, { tenantId: "acme", alertId: alert.alertId }, [], new Date()),
      );
    expect((await read())?.comparison).to.equal("3rd night in a row.");
    await database.withService((transaction) => transaction.query("update alerts set run_id = null"));
    expect((await read())?.comparison).to.equal("3rd night in a row.");
  });

  it("compares a rerun with the nights before the night it repeats, and with nights only", async () => {
    const crawl = (error: number) => ({ crawl: { success: 100 - error, error } });
    await store(-3, { stages: crawl(10) });
    await store(-2, { stages: crawl(99), trigger: "cli", manifest: { cap: 5 } });
    await store(-1.5, { stages: crawl(98), trigger: "cli", manifest: { only: ["crawl"] } });
    const nightId = await store(-1, { stages: crawl(50) });
    await store(0, { stages: crawl(97) });
    const manifest = { resumedFrom: { runId: nightId, failedOnly: true, stages: ["crawl"] } };
    const rerunId = await store(1, { stages: crawl(40), trigger: "cli", manifest });
    expect((await cardOf(CRAWL, rerunId, {})).comparison).to.equal(
      "40 % in this run; on the night before it was 10 %.",
    );
  });

  it("names companies of each error class", async () => {
    const runId = await store(0, { errors: { crawl: { dns: 3 } } });
    await database.withService((transaction) =>
      transaction.query(
        `insert into companies (tenant_id, company_id, natural_key, name)
         select tenant_id, company_id, company_id::text, 'Example ' || row_number() over (order by company_id)
         from run_event_logs where run_id = $1 and event = 'item_finished'`,
        [runId],
      ),
    );
    const { errorClasses } = await cardOf(CRAWL, runId, {});
    expect(errorClasses).to.deep.equal([
      { errorCode: "dns", count: 3, examples: ["Example 1", "Example 2"] },
    ]);
  });

  it("shows the silence that stands over it, and none that was undone", async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const wish = { tenantId: "acme", ruleId: "CR-02", subject: null, actor: "U0KIM", endsAt: soon };
    const silence = await database.withTenant("acme", (transaction) =>
      createSilence(transaction, { ...wish, reason: "planned" }, new Date()),
    );
    const runId = await store(0, {});
    expect((await cardOf(CRAWL, runId, {})).silence).to.deep.equal({
      createdBy: "U0KIM",
      endsAt: soon,
      reason: "planned",
    });
    const undo = { tenantId: "acme", silenceId: silence.silenceId, actor: "U0KIM" };
    await database.withTenant("acme", (transaction) => cancelSilence(transaction, undo, new Date()));
    await database.withService((transaction) => transaction.query("delete from alerts"));
    expect((await cardOf(CRAWL, runId, {})).silence).to.equal(null);
  });

  it("compares a vendor's rate limits, and counts its failed calls", async () => {
    await store(-1, { vendors: { lusha: { calls: 100, rateLimitHits: 1 } } });
    const runId = await store(0, {
      vendors: { lusha: { calls: 100, rateLimitHits: 30, errorCodes: { rate_limited: 3 } } },
      // The stage of the same name: its items are not the vendor's calls.
      errors: { lusha: { budget: 9 } },
    });
    const card = await cardOf({ ruleId: "RL-07", subject: "lusha" }, runId, { vendor: "lusha", ratio: 0.3 });
    expect(card.comparison).to.equal("30 % in this run; on the night before it was 1 %.");
    expect(card.errorClasses).to.deep.equal([{ errorCode: "rate_limited", count: 3, examples: [] }]);
    expect(card.runbook).to.equal(null);
  });

  it("is bare for an alert about no run", async () => {
    const card = await cardOf({ ruleId: "DP-09", subject: "run_event_logs" }, null, {});
    expect(card).to.deep.include({ comparison: null, errorClasses: [], traceUrl: null, runbook: null });
  });

  it("is null for an alert that there is not", async () => {
    const read = database.withTenant("acme", (transaction) =>
      readAlertCard(
        transaction,
        { tenantId: "acme", alertId: "0f8fad5b-d9cb-469f-a165-70867728950e" },
        [],
        new Date(),
      ),
    );
    expect(await read).to.equal(null);
  });
});
