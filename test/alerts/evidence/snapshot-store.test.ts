import { expect } from "chai";
import { listCurrentRuns } from "../../../src/alerts/evidence/current-run-store.ts";
import { readRunEvidence } from "../../../src/alerts/evidence/snapshot-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { listActiveTenants } from "../../../src/database/tenants/tenant-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { type StoredRun, storeRun, storeSamples } from "../stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const POLICY = { candidateFloor: 30, thresholds: { "CR-02.warnRatio": 0.4 } };

describe("the snapshot of a run", () => {
  let test: TestDatabase;
  let database: Database;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
    await createTestTenant(database, "globex");
  });
  after(() => test.drop());
  afterEach(() =>
    database.withService(async (transaction) => {
      for (const table of ["enrichment_runs", "odoo_connections"]) {
        await transaction.query(`delete from ${table}`);
      }
    }),
  );

  const store = (run: Partial<StoredRun> = {}) =>
    storeRun(database, { tenantId: "acme", startedAt: START, ...run });
  const read = async (runId: string, tenantId = "acme", now = at(1)) =>
    database.withTenant(tenantId, (transaction) =>
      readRunEvidence(transaction, { tenantId, runId }, POLICY, now),
    );
  async function snapshotOf(run: Partial<StoredRun> = {}) {
    return (await read(await store(run)))?.snapshot ?? expect.fail("no run");
  }
  const connectOdoo = (expiresAt: Date | null, active = true) =>
    database.withService((transaction) =>
      transaction.query(
        `insert into odoo_connections (tenant_id, base_url, database, api_key_sealed, active, expires_at)
         values ('acme', 'http://127.0.0.1', 'd', 's', $1, $2)`,
        [active, expiresAt],
      ),
    );

  it("holds the run's stages, vendors and metrics as plain numbers", async () => {
    const snapshot = await snapshotOf({
      stages: { crawl: { success: 40, error: 6, blocked: 4, status: "degraded" } },
      errors: { crawl: { timeout: 2, dns: 3, tls: 1 } },
      vendors: {
        lusha: { calls: 7, errors: 2, rateLimitHits: 1, quotaExhausted: true, costNanoUsd: 1_500_000_000 },
        openai: { calls: 3, unpricedCalls: 1, costNanoUsd: 5 },
      },
      metrics: { candidates_selected: 50, lusha_found_rate: null },
    });
    expect(snapshot.stages).to.deep.equal([
      {
        stage: "crawl",
        status: "degraded",
        countTotal: 50,
        countSuccess: 40,
        countError: 6,
        countBlocked: 4,
        countSkipped: 0,
        p95Ms: null,
        startedAt: START,
        endedAt: null,
        topErrors: [
          { errorCode: "dns", count: 3 },
          { errorCode: "timeout", count: 2 },
          { errorCode: "tls", count: 1 },
        ],
        undone: { failed: 0, notTried: 0 },
      },
    ]);
    expect(snapshot.vendors).to.deep.equal([
      {
        vendor: "lusha",
        calls: 7,
        errors: 2,
        rateLimitHits: 1,
        quotaExhausted: true,
        costUsd: 1.5,
        unpricedCalls: 0,
      },
      {
        vendor: "openai",
        calls: 3,
        errors: 0,
        rateLimitHits: 0,
        quotaExhausted: false,
        costUsd: null,
        unpricedCalls: 1,
      },
    ]);
    expect(snapshot.metrics).to.deep.equal({ candidates_selected: 50, lusha_found_rate: null });
    expect(snapshot.thresholds).to.deep.equal(POLICY.thresholds);
    expect(snapshot.now).to.deep.equal(at(1));
  });

  it("tells a full scheduled night from what people asked for", async () => {
    expect((await snapshotOf()).run).to.deep.include({
      scheduled: true,
      fullRun: true,
      cap: 1000,
      candidateFloor: 50,
    });
    const partial = await snapshotOf({ trigger: "cli", manifest: { skip: ["lusha"], cap: 20 } });
    expect(partial.run).to.deep.include({ scheduled: false, fullRun: false, cap: 20 });
  });

  it("makes do with a manifest that lacks what it needs", async () => {
    const manifest = { skip: null, cap: "many", candidateFloor: null };
    const { run } = await snapshotOf({ manifest });
    expect(run).to.include({ fullRun: true, cap: Number.MAX_SAFE_INTEGER, candidateFloor: 30 });
  });

  it("calls Odoo unready when the key was past its date and nothing was exported with it", async () => {
    const failed = { export_odoo: { error: 5 } };
    expect((await snapshotOf({ stages: failed })).run.odooReady).to.equal(null);
    await connectOdoo(at(0.5));
    expect((await snapshotOf({ stages: failed })).run.odooReady).to.equal(false);
    expect((await snapshotOf({ stages: { export_odoo: { success: 1, error: 5 } } })).run.odooReady).to.equal(
      true,
    );
    expect((await snapshotOf({ stages: failed, endedAt: at(0.4) })).run.odooReady).to.equal(true);
  });

  it("takes a key without a date for good, and a connection that is switched off for none", async () => {
    await connectOdoo(null);
    expect((await snapshotOf()).run.odooReady).to.equal(true);
    await database.withService((transaction) =>
      transaction.query("update odoo_connections set active = false"),
    );
    expect((await snapshotOf()).run.odooReady).to.equal(null);
  });

  it("counts the newest fifty verdicts of fourteen nights, and the undecided beside them, and keeps sixty days by night", async () => {
    const runId = await store();
    const sample = async (verdict: "pass" | "fail" | "needs_review" | null, count: number, hours: number) => {
      const run = { tenantId: "acme", runId: await store({ startedAt: at(hours) }) };
      await storeSamples(
        database,
        run,
        Array.from({ length: count }, () => verdict),
        at(hours),
      );
    };
    await sample("fail", 7, -60 * 24);
    await sample("fail", 9, -14 * 24);
    await sample("fail", 20, -13 * 24);
    await sample("pass", 45, -24);
    await sample("needs_review", 2, -24);
    await sample(null, 3, -13 * 24);
    const { qa } = (await read(runId))?.snapshot ?? expect.fail();
    const night = (passes: number, fails: number) => [{ passes, fails, inclusionProbability: 1 }];
    expect(qa).to.deep.equal({
      ...{ passes: 45, fails: 5, needsReview: 2, pending: 3 },
      nights: [night(0, 9), night(0, 20), night(45, 0)],
    });
  });

  it("shows nothing of other tenants", async () => {
    const runId = await store({ stages: { crawl: { error: 5 } }, errors: { crawl: { dns: 5 } } });
    expect(await read(runId, "globex")).to.equal(null);
    const own = await storeRun(database, { tenantId: "globex", startedAt: START });
    expect((await read(own, "globex"))?.snapshot).to.deep.include({ stages: [], vendors: [], metrics: {} });
  });

  it("holds the totals of a run that ended against its events, but not those of one that was stopped", async () => {
    const reconciled = async (run: Partial<StoredRun>) => {
      const runId = await store({ ...run, stages: { crawl: { success: 40 } } });
      await database.withService((transaction) =>
        transaction.query(
          `insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, event, status, ts)
           select tenant_id, run_date, gen_random_uuid(), run_id, 'run_finished', 'success', started_at from enrichment_runs where run_id = $1`,
          [runId],
        ),
      );
      return (await read(runId))?.snapshot.reconciled;
    };
    const crawl = { of: "stage", name: "crawl", stored: 40, counted: 0 };
    const expected = [
      { ...crawl, by: "events" },
      { ...crawl, by: "companies" },
    ];
    expect(await reconciled({})).to.deep.equal(expected);
    expect(await reconciled({ status: "failed" })).to.deep.equal(expected);
    expect(await reconciled({ status: "cancelled" })).to.equal(null);
    expect(await reconciled({ endedAt: null })).to.equal(null);
  });

  it("knows when a newer run began", async () => {
    const first = await store();
    const second = await store({ startedAt: at(2) });
    await store({ startedAt: at(3) });
    expect((await read(first))?.supersededAt).to.deep.equal(at(2));
    expect((await read(second))?.supersededAt).to.deep.equal(at(3));
  });

  it("counts by company what a stage that went wrong has left undone, over the run and its reruns", async () => {
    const bad = { export_odoo: { status: "degraded", error: 2 } } as const;
    const first = await store({ stages: bad });
    const rerunOf = (runId: string) => ({
      resumedFrom: { runId, failedOnly: true, stages: ["export_odoo"] },
    });
    const second = await store({ startedAt: at(2), stages: bad, manifest: rerunOf(first) });
    const third = await store({
      startedAt: at(3),
      stages: { export_odoo: { success: 2 } },
      manifest: rerunOf(second),
    });
    const companies = Array.from({ length: 6 }, (_, index) => `00000000-0000-4000-8000-00000000000${index}`);
    const record = (runId: string, outcomes: readonly (readonly [number, string, string | null])[]) =>
      database.withService(async (transaction) => {
        for (const [index, outcome, code] of outcomes)
          await transaction.query(
            `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome, code)
             values ('acme', $1, 'export_odoo', $2, $3, $4)`,
            [runId, companies[index], outcome, code],
          );
      });
    await record(first, [
      [0, "success", null],
      [1, "error", "odoo_auth"],
      [2, "error", "odoo_auth"],
      [3, "skipped", "vendor_down"],
      [4, "skipped", "budget_spent"],
      [5, "skipped", "below_threshold"],
    ]);
    await record(second, [
      [1, "error", "odoo_auth"],
      [2, "success", null],
      [3, "skipped", "done_before"],
    ]);
    await record(third, [
      [1, "success", null],
      [3, "skipped", "unchanged"],
    ]);
    const undoneIn = async (runId: string) =>
      (await read(runId))?.snapshot.stages.find(({ stage }) => stage === "export_odoo")?.undone;
    expect(await undoneIn(first)).to.deep.equal({ failed: 2, notTried: 2 });
    expect(await undoneIn(second)).to.deep.equal({ failed: 1, notTried: 2 });
    // Every rerun's stage succeeded: company 4 is still missing, as nobody has tried it.
    expect(await undoneIn(third)).to.deep.equal({ failed: 0, notTried: 1 });
    const well = await store({ startedAt: at(4), stages: { export_odoo: { success: 5 } } });
    expect(await undoneIn(well)).to.deep.equal({ failed: 0, notTried: 0 });
  });

  it("asks the same number of questions whatever there is to tell", async () => {
    const count = async (run: Partial<StoredRun>) => {
      const runId = await store(run);
      return database.withTenant("acme", async (transaction) => {
        let queries = 0;
        const query = transaction.query.bind(transaction);
        transaction.query = (...args) => {
          queries += 1;
          return query(...args);
        };
        await readRunEvidence(transaction, { tenantId: "acme", runId }, POLICY, at(1));
        return queries;
      });
    };
    const stages = { crawl: { error: 1 }, lusha: { error: 1 }, score: { error: 1 } };
    expect(await count({})).to.equal(9);
    expect(await count({ stages, errors: { crawl: { dns: 1 }, lusha: { timeout: 1 } } })).to.equal(9);
  });

  it("lists the run in progress and the one that began last of those that ended, the newest first", async () => {
    const list = async () =>
      (
        await database.withTenant("acme", (transaction) => listCurrentRuns(transaction, ["acme", "nobody"]))
      ).map(({ runId }) => runId);
    expect(await list()).to.deep.equal([]);
    await store();
    const ended = await store({ startedAt: at(24), status: "failed" });
    expect(await list()).to.deep.equal([ended]);
    const running = await store({ startedAt: at(48), endedAt: null });
    expect(await list()).to.deep.equal([running, ended]);
  });

  it("lists the tenants that run nights", async () => {
    await database.withService((transaction) =>
      transaction.query("update tenants set active = false where tenant_id = 'globex'"),
    );
    const active = await database.withService(listActiveTenants);
    expect(active.map(({ tenantId }) => tenantId)).to.deep.equal(["acme"]);
  });
});
