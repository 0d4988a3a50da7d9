import { expect } from "chai";
import { evaluateRun, sweepAlerts } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import { readRunEvidence } from "../../../src/alerts/evidence/snapshot-store.ts";
import { runProbes } from "../../../src/alerts/platform/run-probes.ts";
import { testRule } from "../../../src/alerts/replay/test-rule.ts";
import { createOwnRule, deleteOwnRule, updateOwnRule } from "../../../src/alerts/settings/own-rule-store.ts";
import {
  listRules,
  readRule,
  setRuleEnabled,
  setRuleSettings,
  setThreshold,
} from "../../../src/alerts/settings/rule-store.ts";
import type { Database, Transaction } from "../../../src/database/database.ts";
import { InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { recordHeartbeat } from "../../../src/observability/heartbeat/heartbeat-store.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { storeRun } from "../stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const BY = { tenantId: "acme", actor: "slack:U1" };
const OWN = { type: "no_heartbeat", name: "Is it there?", agentId: "nightly" } as const;

describe("the rules of a tenant", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = new Date("2026-11-21T18:00:00Z");
    await database.withService(async (transaction) => {
      for (const table of [
        "alert_rules",
        "alert_notifications",
        "alerts",
        "probe_results",
        "worker_heartbeats",
        "enrichment_runs",
        "tenant_policies",
        "tenants",
      ]) {
        await transaction.query(`delete from ${table}`);
      }
    });
    await createTestTenant(database, "acme", { thresholds: { "CR-02.warnRatio": 0.35 } });
  });

  const dependencies = () => ({ database, logger: quietLogger(), clock: () => now });
  const inTenant = <Result>(work: (transaction: Transaction) => Promise<Result>) =>
    database.withTenant("acme", work);
  const policy = { "CR-02.warnRatio": 0.35 };
  const warnRatio = async () =>
    (await inTenant((transaction) => readRule(transaction, "acme", "cr-02", policy))).thresholds[0];
  const open = (tenantId = "acme") =>
    database.withService((transaction) =>
      transaction.query<{ rule: string; subject: string; severity: string }[]>(
        `select rule_id as rule, subject, severity from alerts where tenant_id = $1 and state <> 'resolved' order by 1, 2`,
        [tenantId],
      ),
    );
  async function refusal(work: (transaction: Transaction) => Promise<unknown>): Promise<unknown> {
    return inTenant(work).then(
      () => null,
      (error: unknown) => error,
    );
  }

  it("take a threshold from the row before the policy, and from the policy before the default", async () => {
    expect(await warnRatio()).to.include({ value: 0.35, default: 0.3, override: 0.35, unit: "ratio" });
    await inTenant((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "warnRatio", value: 0.4 }),
    );
    expect(await warnRatio()).to.include({ value: 0.4, override: 0.4 });
    await inTenant((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "warnRatio", value: null }),
    );
    expect(await warnRatio()).to.include({ value: 0.35 });
  });

  it("refuse what cannot be, naming the field and what it may be, and write nothing", async () => {
    const bad = await refusal((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "warnRatio", value: 2 }),
    );
    expect(bad).to.be.instanceOf(InvalidInputError);
    expect(bad).to.include({
      field: "CR-02.warnRatio",
      message: "CR-02.warnRatio: is 2, but a ratio is between 0 and 1",
    });
    const disordered = await refusal((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "warnRatio", value: 0.51 }),
    );
    expect(String(disordered)).to.include(
      "CR-02.warnRatio: is 0.51, but must not be above CR-02.escalateRatio, which is 0.5",
    );
    const unknown = await refusal((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "constructor", value: 1 }),
    );
    expect(String(unknown)).to.include("known: warnRatio");
    const nowhere = await refusal((transaction) =>
      setThreshold(transaction, BY, { ruleId: "XX-99", name: "warnRatio", value: 1 }),
    );
    expect(nowhere).to.be.instanceOf(NotFoundError);
    const rows = await inTenant((transaction) => transaction.query<unknown[]>("select 1 from alert_rules"));
    expect(rows).to.deep.equal([]);
  });

  it("are made, changed and deleted, each with who did it", async () => {
    const ruleId = await inTenant((transaction) => createOwnRule(transaction, BY, OWN));
    await inTenant((transaction) =>
      updateOwnRule(transaction, BY, { ...OWN, ruleId, thresholds: { silentMinutes: 9 } }),
    );
    await inTenant((transaction) => setRuleEnabled(transaction, BY, { ruleId, enabled: false }, START));
    const rules = await inTenant((transaction) => listRules(transaction, "acme", {}));
    expect(rules.at(-1)).to.include({ ruleId, title: "Is it there?", enabled: false, agentId: "nightly" });
    expect(rules.at(-1)?.thresholds[0]).to.include({ value: 9, default: 5 });
    await inTenant((transaction) => deleteOwnRule(transaction, BY, ruleId, START));
    const gone = await refusal((transaction) => deleteOwnRule(transaction, BY, ruleId, START));
    expect(gone).to.be.instanceOf(NotFoundError);
    const audit = await inTenant((transaction) =>
      transaction.query<{ action: string; actor: string }[]>(
        "select action, actor from audit_log where subject = $1 order by at",
        [ruleId],
      ),
    );
    expect(audit).to.deep.equal(
      ["create", "update", "disable", "delete"].map((verb) => ({
        action: `rule.${verb}`,
        actor: "slack:U1",
      })),
    );
  });

  it("end their open alerts, with the reason, when they are switched off or deleted", async () => {
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: { crawl: { success: 40, error: 60 }, mv_refresh: { success: 1 }, export_odoo: { success: 1 } },
    });
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    expect(await open()).to.have.lengthOf(1);
    const off = { ruleId: "CR-02", enabled: false };
    await inTenant((transaction) => setRuleEnabled(transaction, BY, off, START));
    expect(await open()).to.deep.equal([]);
    const [step] = await inTenant((transaction) =>
      transaction.query<{ reason: string; actor: string; detail: unknown }[]>(
        "select reason, actor, detail from alert_transitions order by version desc limit 1",
      ),
    );
    expect(step).to.deep.equal({ reason: "switched_off", actor: "system", detail: { by: BY.actor } });
    const notes = await inTenant((transaction) =>
      transaction.query<unknown[]>("select 1 from alert_notifications where kind = 'alert_note'"),
    );
    expect(notes).to.have.lengthOf(1);
    await inTenant((transaction) => setRuleEnabled(transaction, BY, { ...off, enabled: true }, START));
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    expect(await open(), "on again, it finds what is still there").to.have.lengthOf(1);
  });

  it("refuse an own rule without name or agent, or with a threshold that cannot be", async () => {
    for (const [change, field] of [
      [{ name: " " }, "name"],
      [{ agentId: "" }, "agentId"],
      [{ thresholds: { silentMinutes: -1 } }, "AG-32.silentMinutes"],
      [{ cooldownMinutes: 0.5 }, "cooldownMinutes"],
    ] as const) {
      const error = await refusal((transaction) => createOwnRule(transaction, BY, { ...OWN, ...change }));
      expect(error).to.be.instanceOf(InvalidInputError).and.to.include({ field });
    }
  });

  it("decide what is raised: a threshold, a severity, and a rule that is off", async () => {
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: { crawl: { success: 62, error: 38 }, mv_refresh: { success: 1 }, export_odoo: { success: 1 } },
    });
    const run = { tenantId: "acme", runId };
    await inTenant((transaction) =>
      setRuleEnabled(transaction, BY, { ruleId: "CR-02", enabled: false }, START),
    );
    await evaluateRun(dependencies(), run);
    expect(await open()).to.deep.equal([]);
    await inTenant((transaction) =>
      setRuleEnabled(transaction, BY, { ruleId: "CR-02", enabled: true }, START),
    );
    await inTenant((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "warnRatio", value: 0.4 }),
    );
    await evaluateRun(dependencies(), run);
    expect(await open()).to.deep.equal([]);
    const tried = await testRule(dependencies(), "acme", { ruleId: "CR-02", thresholds: { warnRatio: 0.3 } });
    expect(tried.findings.map(({ subject }) => subject)).to.deep.equal(["crawl"]);
    expect(await open()).to.deep.equal([]);
    await inTenant((transaction) =>
      setThreshold(transaction, BY, { ruleId: "CR-02", name: "warnRatio", value: 0.37 }),
    );
    await inTenant((transaction) => setRuleSettings(transaction, BY, { ruleId: "CR-02", severity: "high" }));
    await evaluateRun(dependencies(), run);
    expect(await open()).to.deep.equal([{ rule: "CR-02", subject: "crawl", severity: "high" }]);
  });

  it("miss an agent, and are content with a worker's heartbeat", async () => {
    const ruleId = await inTenant((transaction) => createOwnRule(transaction, BY, OWN));
    now = new Date(Date.now() + 3_600_000);
    await sweepAlerts(dependencies());
    expect(await open()).to.deep.equal([{ rule: ruleId, subject: "nightly", severity: "high" }]);
    const worker = { workerId: "0f8fad5b-d9cb-469f-a165-70867728950e", agentId: "nightly", startedAt: now };
    await database.withService((transaction) => recordHeartbeat(transaction, worker, now));
    await sweepAlerts(dependencies());
    expect(await open()).to.deep.equal([]);
  });

  it("ask the database as often for a run of many stages as for one of none", async () => {
    const count = async (runId: string) => {
      let queries = 0;
      await inTenant(async (transaction) => {
        const counting = new Proxy(transaction, {
          get(target, name): unknown {
            if (name !== "query") return Reflect.get(target, name);
            return (sql: string, parameters?: unknown[]) => {
              queries += 1;
              return target.query(sql, parameters);
            };
          },
        });
        const settings = { candidateFloor: 50, thresholds: {} };
        await readRunEvidence(counting, { tenantId: "acme", runId }, settings, now);
      });
      return queries;
    };
    const small = await storeRun(database, { tenantId: "acme", startedAt: START });
    const large = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: { crawl: { success: 9 }, tavily: { success: 9 }, score: { success: 9 } },
      vendors: { lusha: { calls: 3 }, openai: { calls: 3 } },
    });
    expect(await count(small)).to.equal(9);
    expect(await count(large)).to.equal(9);
  });

  it("tell that no worker is active after five minutes, keep it over a restart, and end it", async () => {
    const world = {
      ...dependencies(),
      channel: "ops",
      healthUrl: null,
      fetchStatus: async () => 200,
      fetchHealth: async () => ({ status: 200, down: [] }),
    };
    for (let seconds = 0; seconds < 300; seconds += 60) {
      now = new Date(START.getTime() + seconds * 1_000);
      await runProbes({ ...world, clock: () => now });
      expect(await open("platform"), `${seconds} s`).to.deep.equal([]);
    }
    now = new Date(START.getTime() + 300_000);
    expect(await runProbes({ ...world, clock: () => now })).to.not.equal(null);
    expect(await open("platform")).to.deep.equal([{ rule: "PL-24", subject: "workers", severity: "high" }]);
    expect(await runProbes({ ...world, clock: () => now }), "just looked").to.equal(null);
    const worker = { workerId: "0f8fad5b-d9cb-469f-a165-70867728950e", agentId: "nightly", startedAt: now };
    now = new Date(now.getTime() + 15_000);
    await database.withService((transaction) => recordHeartbeat(transaction, worker, now));
    await runProbes({ ...world, clock: () => now });
    expect(await open("platform")).to.deep.equal([]);
  });
});
