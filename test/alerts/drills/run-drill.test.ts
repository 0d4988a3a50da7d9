import { expect } from "chai";
import { drillFinding } from "../../../src/alerts/drills/drill-finding.ts";
import { DRILL_RULES } from "../../../src/alerts/drills/drill-rules.ts";
import { finishDrill, finishDueDrills, startDrill } from "../../../src/alerts/drills/run-drill.ts";
import { followUpAlerts } from "../../../src/alerts/escalation/follow-up-alerts.ts";
import { evaluateRun } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import { fallBack } from "../../../src/alerts/paging/fall-back-store.ts";
import { resolveAlert } from "../../../src/alerts/raising/act-on-alert.ts";
import { saveFeedback } from "../../../src/alerts/reports/feedback-store.ts";
import { readMeasuredResponse } from "../../../src/alerts/reports/read-measured-response.ts";
import { AGENT_RULE_TYPES } from "../../../src/alerts/rulebook/agent-rule-table.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_RULES } from "../../../src/alerts/rulebook/platform-rule-table.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { TENANT_RULES } from "../../../src/alerts/rules/rules.ts";
import type { Runbook } from "../../../src/alerts/runbooks/runbook.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { ConflictError, NotFoundError } from "../../../src/errors.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { storeRun } from "../stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const ACTOR = "U0000001";

describe("the scenarios of drills", () => {
  for (const { id } of DRILL_RULES) {
    it(`make ${id} itself fire, and say that it is a drill`, () => {
      const found = drillFinding(id, START);
      expect(found.ruleId).to.equal(id);
      expect(found.summary).to.match(/^This is a drill\. .+\.$/);
    });
  }

  it("are there for every rule of the tables", () => {
    const ids = [...TENANT_RULES, ...PLATFORM_RULES, ...Object.values(AGENT_RULE_TYPES)].map(({ id }) => id);
    expect(DRILL_RULES.map(({ id }) => id)).to.have.members(ids);
    expect(ids).to.include.members([...Object.keys(RULE_TABLE), ...Object.keys(PLATFORM_RULE_TABLE)]);
  });

  it("are not made up for a rule without one", () => {
    expect(() => drillFinding("XX-99", START)).to.throw("The drill of XX-99 finds nothing.");
  });
});

describe("drilling", () => {
  let test: TestDatabase;
  let database: Database;
  let runbooks: Runbook[];
  let now: Date;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    runbooks = await readRunbooks("runbooks");
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
    await createTestTenant(database, "paged", {
      alertChannel: "paged-alerts",
      notifiers: { critical: ["pagerduty"], medium: ["sms"] },
      escalation: {
        mttaMinutes: 10,
        severities: ["critical"],
        steps: [{ notifier: "pagerduty" }, { notifier: "sms" }],
      },
    });
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = START;
    await database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "silences", "alerts", "enrichment_runs"])
        await transaction.query(`delete from ${table}`);
    });
  });

  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const dependencies = () => ({
    database,
    logger: quietLogger(),
    clock: () => now,
    runbooks,
    platformChannel: "platform-alerts",
  });
  const drill = (ruleId: string) => startDrill(dependencies(), { ruleId, tenantId: "acme", actor: ACTOR });

  it("stays beside a true alert of the same rule, and out of the statistics", async () => {
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: { crawl: { success: 40, error: 20 } },
    });
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    const begun = await drill("CR-02");
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    await finishDrill(dependencies(), begun);
    const states = await database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select drill, state from alerts where rule_id = 'CR-02' order by drill"),
    );
    expect(states).to.deep.equal([
      { drill: false, state: "firing" },
      { drill: true, state: "resolved" },
    ]);
    const window = {
      tenantId: "acme",
      since: new Date(START.getTime() - 1),
      until: new Date(START.getTime() + 60_000),
    };
    const { byRule } = await readMeasuredResponse({ database }, window);
    expect(byRule.find(({ key }) => key === "CR-02")?.fired).to.equal(1);
  });

  it("is compared with the drill before, and ended once", async () => {
    const first = await drill("OE-06");
    const done = await finishDrill(dependencies(), first);
    pass(60_000);
    const again = await finishDrill(dependencies(), first);
    expect(again.drill).to.deep.equal(done.drill);
    const second = await drill("OE-06");
    expect((await finishDrill(dependencies(), second)).last).to.deep.equal(done.drill);
  });

  it("is ended by the sweep when its alert is resolved, or after an hour", async () => {
    const resolved = await drill("CR-02");
    await drill("MV-01");
    expect(await finishDueDrills(dependencies())).to.equal(0);
    await resolveAlert(
      { database, runbooks },
      { tenantId: "acme", alertId: resolved.alertId, actor: ACTOR, now },
    );
    expect(await finishDueDrills(dependencies())).to.equal(1);
    pass(60 * 60_000);
    expect(await finishDueDrills(dependencies())).to.equal(0);
    pass(1);
    expect(await finishDueDrills(dependencies())).to.equal(1);
  });

  it("names the rules there are for one that is not, and the drill that goes on", async () => {
    const unknown = await rejection(drill("XX-99"));
    expect(unknown).to.be.instanceOf(NotFoundError).with.property("message").that.includes("CR-02");
    await drill("cr-02");
    const twice = await rejection(drill("CR-02"));
    expect(twice).to.be.instanceOf(ConflictError).with.property("message").that.includes("is still running");
  });

  it("is written in the transaction that raises its alert, so that none is left without the other", async () => {
    await drill("CR-02");
    expect(
      await rows(
        "select a.xmin = d.xmin as together, pages from alerts a join drills d using (tenant_id, alert_id)",
      ),
    ).to.deep.equal([{ together: true, pages: false }]);
  });

  const pages = () =>
    rows<{ target: string }>("select target from alert_notifications where kind = 'alert_page' order by 1");

  it("pages nobody: not at once, not when nobody takes it, not in Slack's stead", async () => {
    const { alertId } = await startDrill(dependencies(), {
      ruleId: "MV-01",
      tenantId: "paged",
      actor: ACTOR,
    });
    const nudged: number[] = [];
    for (let step = 0; step < 3; step += 1) {
      pass(11 * 60_000);
      nudged.push(await followUpAlerts(dependencies(), { channel: "platform-alerts", call: [] }));
    }
    // Each step is taken, so that the thread shows what would have been done.
    expect(nudged).to.deep.equal([1, 1, 0]);
    const card = { tenantId: "paged", messageId: alertId, kind: "alert", subjectId: alertId } as const;
    await database.withTenant("paged", (transaction) =>
      fallBack(
        transaction,
        { ...card, target: "slack", channel: "paged-alerts", messageTs: "1.1" },
        {
          failed: { failure: "config", attempts: 14, failingForMs: 0, isDead: true },
          available: { channel: null, notifiers: ["sms"] },
        },
        now,
      ),
    );
    expect(await pages()).to.deep.equal([]);
  });

  it("begins once when two people start it at the same moment", async () => {
    const wish = { ruleId: "OE-06", tenantId: "acme" };
    const begun = await Promise.allSettled(
      ["U1", "U2", "U3"].map((actor) => startDrill(dependencies(), { ...wish, actor })),
    );
    expect(begun.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    for (const one of begun) {
      if (one.status === "rejected") expect(String(one.reason)).to.contain("A drill of OE-06 started");
    }
    const alerts = await database.withTenant("acme", (transaction) =>
      transaction.query<object[]>("select 1 from alerts where rule_id = 'OE-06' and drill"),
    );
    expect(alerts).to.have.length(1);
  });

  it("pages as a true alert would when that is asked for", async () => {
    const wish = { tenantId: "paged", actor: ACTOR, pages: true };
    await startDrill(dependencies(), { ...wish, ruleId: "MV-01" });
    await startDrill(dependencies(), { ...wish, ruleId: "CC-05" });
    await startDrill(dependencies(), { ...wish, ruleId: "PL-20" });
    expect(await pages()).to.deep.equal(["jira", "pagerduty", "sms", "sms"].map((target) => ({ target })));
  });

  it("is heard under a silence, and keeps no true alert quiet", async () => {
    await database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into silences (tenant_id, rule_id, subject, starts_at, ends_at, reason, created_by, created_at)
         values ('acme', 'VQ-03', null, $1, $2, 'planned', 'U1', $1)`,
        [START, new Date(START.getTime() + 3_600_000)],
      ),
    );
    await drill("VQ-03");
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      vendors: { lusha: { calls: 100, rateLimitHits: 60 } },
    });
    await evaluateRun(dependencies(), { tenantId: "acme", runId });
    expect(
      await rows("select rule_id, drill, told from alerts where rule_id <> 'MV-01' order by 1"),
    ).to.deep.equal([
      { rule_id: "RL-07", drill: false, told: true },
      { rule_id: "VQ-03", drill: true, told: true },
    ]);
  });

  it("neither makes a storm nor is lost in one", async () => {
    for (const { id, isOfPlatform, topic } of DRILL_RULES)
      if (!isOfPlatform && topic === "operations") await drill(id);
    const kinds = await rows<{ kind: string; parented: boolean; count: number }>(
      `select kind, parent_id is not null as parented, count(*)::int as count from alert_notifications
       where channel = 'acme-alerts' and kind in ('alert', 'alert_digest') group by 1, 2`,
    );
    expect(kinds).to.deep.equal([{ kind: "alert", parented: false, count: 17 }]);
  });

  it("is not asked after in the precision of its rule", async () => {
    const { alertId } = await drill("CR-02");
    const feedback = { tenantId: "acme", alertId, userId: ACTOR, useful: false, reason: null, at: now };
    await database.withTenant("acme", (transaction) => saveFeedback(transaction, feedback));
    const until = new Date(START.getTime() + 60_000);
    const { all, precision } = await readMeasuredResponse(
      { database },
      { tenantId: "acme", since: START, until },
    );
    expect([all.fired, precision]).to.deep.equal([0, []]);
  });

  function rows<Row>(sql: string): Promise<Row[]> {
    return database.withService((transaction) => transaction.query<Row[]>(sql));
  }
});
