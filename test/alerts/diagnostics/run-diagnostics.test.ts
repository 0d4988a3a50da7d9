import { expect } from "chai";
import { DIAGNOSE_QUEUE } from "../../../src/alerts/alert-queues.ts";
import type { Diagnostic } from "../../../src/alerts/diagnostics/diagnostic.ts";
import { listDiagnostics } from "../../../src/alerts/diagnostics/diagnostic-store.ts";
import { DIAGNOSTICS } from "../../../src/alerts/diagnostics/diagnostics.ts";
import { readDiagnoses } from "../../../src/alerts/diagnostics/read-diagnoses.ts";
import {
  type DiagnoseDependencies,
  runDiagnostics,
} from "../../../src/alerts/diagnostics/run-diagnostics.ts";
import { evaluateRun } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import { readChecklist } from "../../../src/alerts/runbooks/runbook-checklist.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { storeRun } from "../stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const NOW = new Date("2026-11-21T18:00:00Z");

describe("running diagnostics", () => {
  let test: TestDatabase;
  let database: Database;
  let runbooks: Runbook[];

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    runbooks = await readRunbooks("runbooks");
  });
  after(() => test.drop());
  beforeEach(async () => {
    await database.withService(async (transaction) => {
      for (const table of [
        "job_outbox",
        "alert_notifications",
        "alerts",
        "companies",
        "enrichment_runs",
        "tenant_policies",
        "tenants",
      ]) {
        await transaction.query(`delete from ${table}`);
      }
    });
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts" });
  });

  const dependencies = (): DiagnoseDependencies => ({
    database,
    logger: quietLogger(),
    clock: () => NOW,
    runbooks,
    diagnostics: DIAGNOSTICS,
  });

  /** A night whose crawl failed for a third and nothing else did, and the one alert of it. */
  async function raiseCrawlAlert() {
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: { mv_refresh: { success: 1 }, crawl: { success: 40, error: 20 } },
    });
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    const [alert] = await database.withTenant("acme", (transaction) =>
      transaction.query<{ alertId: string }[]>(
        `select alert_id as "alertId" from alerts where rule_id = 'CR-02'`,
      ),
    );
    return { runId, alertId: alert?.alertId ?? "" };
  }

  /** A company whose crawl ended like this. */
  async function storeItem(runId: string, name: string, outcome: string, code: string) {
    await database.withTenant("acme", (transaction) =>
      transaction.query(
        `with made as (insert into companies (tenant_id, company_id, natural_key, name) values ('acme', gen_random_uuid(), $2, $2) returning company_id)
         insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, code)
         select 'acme', $1, 'crawl', company_id, 1, $3, $4 from made`,
        [runId, name, outcome, code],
      ),
    );
  }

  it("is asked for when an alert fires, and not when it is merely found again", async () => {
    const { runId, alertId } = await raiseCrawlAlert();
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    const jobs = await database.withService((transaction) =>
      transaction.query<{ queue: string; payload: Record<string, string> }[]>(
        "select queue, payload from job_outbox where payload->>'alertId' = $1",
        [alertId],
      ),
    );
    expect(jobs).to.deep.equal([
      { queue: DIAGNOSE_QUEUE.name, payload: { tenantId: "acme", alertId, key: alertId } },
    ]);
  });

  it("does the checks its runbook names, keeps them, and has the checklist in the thread show them", async () => {
    const { runId, alertId } = await raiseCrawlAlert();
    await storeItem(runId, "Slow & Co", "error", "timeout");
    await storeItem(runId, "<@U0000001>", "error", "timeout");
    await storeItem(runId, "Closed Ltd", "blocked", "robots_disallowed");
    const key = { tenantId: "acme", alertId };
    await runDiagnostics(dependencies(), key);
    await runDiagnostics(dependencies(), key);

    const kept = await database.withTenant("acme", (transaction) =>
      listDiagnostics(transaction, "acme", alertId),
    );
    expect(kept.map(({ diagnosticId, status }) => [diagnosticId, status])).to.deep.equal([
      ["error-classes", "bad"],
      ["cause", "unknown"],
      ["robots-blocked", "ok"],
    ]);

    const checklist = await readChecklist({ database, runbooks, readDiagnoses }, key, new Date());
    expect(checklist?.machine.map(({ result }) => result)).to.deep.equal(["attention", "unknown", "ok"]);
    expect(checklist?.machine[0]?.detail).to.match(/timeout 2 ×/);
    const messages = await database.withService((transaction) =>
      transaction.query<{ kind: string; version: number }[]>(
        `select kind, desired_version as version from alert_notifications
         where tenant_id = 'acme' and kind = 'alert_checklist'`,
      ),
    );
    // Posted with the card, and drawn anew after each time the checks were done: no second message says the same.
    expect(messages).to.deep.equal([{ kind: "alert_checklist", version: 3 }]);
  });

  it("says that a check failed or hung, and does the others all the same", async () => {
    const { alertId } = await raiseCrawlAlert();
    const check = (id: string, inspect: Diagnostic["inspect"]): Diagnostic => ({ id, title: id, inspect });
    const ids = ["breaks", "hangs", "works"];
    const results = await runDiagnostics(
      {
        ...dependencies(),
        timeoutMs: 20,
        runbooks: runbooks.map((runbook) => ({ ...runbook, diagnostics: ids })),
        diagnostics: [
          check("breaks", () => Promise.reject(new Error("secret"))),
          check("hangs", () => new Promise(() => undefined)),
          check("works", () => Promise.resolve({ status: "ok", detail: "Fine." })),
        ],
      },
      { tenantId: "acme", alertId },
    );
    expect(results.map(({ status, detail }) => [status, detail])).to.deep.equal([
      ["unknown", "The check itself failed (unexpected)."],
      ["unknown", "The check was given up after 0.02 s."],
      ["ok", "Fine."],
    ]);
  });

  it("runs every check there is against the real database, for an alert with a run and one without", async () => {
    const { alertId } = await raiseCrawlAlert();
    const every = DIAGNOSTICS.map(({ id }) => id);
    const all = {
      ...dependencies(),
      runbooks: runbooks.map((runbook) => ({ ...runbook, diagnostics: every })),
    };
    for (const runId of [undefined, null]) {
      if (runId === null)
        await database.withTenant("acme", (transaction) =>
          transaction.query("update alerts set run_id = null"),
        );
      const results = await runDiagnostics(all, { tenantId: "acme", alertId });
      expect(results.map(({ diagnosticId }) => diagnosticId)).to.deep.equal(every);
      expect(results.filter(({ detail }) => detail.includes("itself failed"))).to.deep.equal([]);
    }
  });

  it("does nothing for an alert that is over or unknown", async () => {
    const { alertId } = await raiseCrawlAlert();
    await database.withTenant("acme", (transaction) =>
      transaction.query("update alerts set state = 'resolved'"),
    );
    expect(await runDiagnostics(dependencies(), { tenantId: "acme", alertId })).to.deep.equal([]);
    expect(await runDiagnostics(dependencies(), { tenantId: "acme", alertId: "none" })).to.deep.equal([]);
  });
});

describe("the list of diagnostics", () => {
  it("has each check once, and each that a runbook names", async () => {
    const ids = DIAGNOSTICS.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const named = (await readRunbooks("runbooks")).flatMap(({ diagnostics = [] }) => diagnostics);
    expect(named.filter((id) => !ids.includes(id))).to.deep.equal([]);
    const rest = DIAGNOSTICS.filter(({ id }) => !named.includes(id));
    expect(rest.map(({ id, isForEvery }) => [id, isForEvery])).to.deep.equal([["cause", true]]);
  });
});
