import { expect } from "chai";
import fc from "fast-check";
import { type AlertContent, readAlertContent } from "../../../src/alerts/contents/read-alert-content.ts";
import { evaluateRun, sweepAlerts } from "../../../src/alerts/evaluation/evaluate-alerts.ts";
import { runProbes } from "../../../src/alerts/platform/run-probes.ts";
import { eventPartitions } from "../../../src/alerts/probes/event-partitions.ts";
import { acknowledgeAlert, resolveAlert } from "../../../src/alerts/raising/act-on-alert.ts";
import { recordAssessment } from "../../../src/alerts/raising/record-assessment.ts";
import { PLATFORM_RULE_TABLE } from "../../../src/alerts/rulebook/platform-rule-table.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { setRuleEnabled } from "../../../src/alerts/settings/rule-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { SEVERITIES } from "../../../src/entities/vocabulary.ts";
import { NotFoundError } from "../../../src/errors.ts";
import { createLogger } from "../../../src/logger.ts";
import { deliverMessages } from "../../../src/messages/deliver-messages.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createFakeChannel, type Fate } from "../fake-channel.ts";
import { storeRun, storeSamples } from "../stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const HOUR = 3_600_000;
const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
const GOOD = { crawl: { success: 60 }, export_odoo: { success: 20 }, mv_refresh: { success: 1 } } as const;
const BAD_CRAWL = { ...GOOD, crawl: { success: 40, error: 20 } } as const;

interface AlertSummary {
  readonly rule: string;
  readonly state: string;
  readonly severity: string;
  readonly occurrences: number;
  readonly version: number;
  readonly runId: string | null;
}

describe("raising alerts", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  let log: string[];
  const logger = createLogger({
    level: "info",
    write: (line) => {
      log.push(line);
    },
  });

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
  });
  after(() => test.drop());
  beforeEach(async () => {
    now = at(1);
    log = [];
    await database.withService(async (transaction) => {
      for (const table of [
        "alert_notifications",
        "alert_rules",
        "alerts",
        "qa_samples",
        "enrichment_runs",
        "tenant_policies",
        "tenants",
      ]) {
        await transaction.query(`delete from ${table}`);
      }
    });
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
  });

  const dependencies = () => ({ database, logger, clock: () => now });
  const evaluate = (runId: string, tenantId = "acme") => evaluateRun(dependencies(), { tenantId, runId });
  const sweep = () => sweepAlerts(dependencies());
  const alerts = (tenantId = "acme") =>
    database.withTenant(tenantId, (transaction) =>
      transaction.query<(AlertSummary & { alertId: string })[]>(
        `select alert_id as "alertId", rule_id as rule, state, severity, occurrences, version, run_id as "runId"
         from alerts order by fired_at, rule_id`,
      ),
    );
  const messages = (tenantId = "acme") =>
    database.withTenant(tenantId, (transaction) =>
      transaction.query<{ kind: string; channel: string; desired: number; subject: string }[]>(
        `select kind, channel, desired_version as desired, subject_id as subject from alert_notifications order by created_at, kind`,
      ),
    );
  const steps = () =>
    database.withTenant("acme", (transaction) =>
      transaction.query<{ reason: string; actor: string }[]>(
        "select reason, actor from alert_transitions t join alerts a using (tenant_id, alert_id) order by at, t.version",
      ),
    );

  it("raises nothing about a good night", async () => {
    await evaluate(await storeRun(database, { tenantId: "acme", startedAt: START, stages: GOOD }));
    expect(await alerts()).to.deep.equal([]);
  });

  it("raises one alert and asks for one card of it, in the tenant's channel, in one go", async () => {
    const runId = await storeRun(database, { tenantId: "acme", startedAt: START, stages: BAD_CRAWL });
    await evaluate(runId);
    const [alert] = await alerts();
    expect(await alerts()).to.have.lengthOf(1);
    expect(alert).to.include({
      rule: "CR-02",
      state: "firing",
      severity: "medium",
      occurrences: 1,
      version: 1,
      runId,
    });
    expect(await messages()).to.deep.equal([
      { kind: "alert", channel: "acme-alerts", desired: 1, subject: alert?.alertId },
      { kind: "alert_checklist", channel: "acme-alerts", desired: 1, subject: alert?.alertId },
    ]);
    expect(await steps()).to.deep.equal([{ reason: "fired", actor: "system" }]);
  });

  it("changes nothing when it is asked again", async () => {
    const vendors = { lusha: { calls: 3, errors: 3, quotaExhausted: true, costNanoUsd: 123_456_789 } };
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: START,
      stages: BAD_CRAWL,
      vendors,
    });
    await evaluate(runId);
    const before = [await alerts(), await messages(), await steps()];
    for (const minutes of [5, 10, 15]) {
      now = at(1 + minutes / 60);
      await evaluate(runId);
      await sweep();
    }
    expect([await alerts(), await messages(), await steps()]).to.deep.equal(before);
    expect(before[0]).to.have.lengthOf(2);
  });

  it("raises it once when several evaluate at the same moment", async () => {
    const runId = await storeRun(database, { tenantId: "acme", startedAt: START, stages: BAD_CRAWL });
    await Promise.all([evaluate(runId), evaluate(runId), evaluate(runId), evaluate(runId)]);
    expect(await alerts()).to.have.lengthOf(1);
    expect((await messages()).map(({ kind }) => kind)).to.deep.equal(["alert", "alert_checklist"]);
    expect((await alerts())[0]).to.include({ version: 1 });
  });

  it("says aloud in the thread when it gets worse, comes back, and ends", async () => {
    // Hours pass, and nothing of the run moves.
    await database.withTenant("acme", (transaction) =>
      setRuleEnabled(
        transaction,
        { tenantId: "acme", actor: "test" },
        { ruleId: "SR-12", enabled: false },
        now,
      ),
    );
    const run = { tenantId: "acme", startedAt: START, endedAt: null, status: "running" } as const;
    const runId = await storeRun(database, {
      ...run,
      stages: { ...BAD_CRAWL, crawl: { ...BAD_CRAWL.crawl, status: "running" } },
    });
    const crawl = (success: number, error: number) =>
      database.withService((transaction) =>
        transaction.query(
          "update run_stage_stats set count_success = $1, count_error = $2, status = 'succeeded' where stage = 'crawl'",
          [success, error],
        ),
      );
    await evaluate(runId);
    await crawl(20, 40);
    now = at(2);
    await evaluate(runId);
    await crawl(60, 0);
    now = at(3);
    await evaluate(runId);
    await crawl(40, 20);
    now = at(3.5);
    await evaluate(runId);
    expect((await steps()).map(({ reason }) => reason)).to.deep.equal([
      "fired",
      "escalated",
      "cleared",
      "refired",
    ]);
    const [alert] = await alerts();
    const wanted = await messages();
    expect(wanted.map(({ kind }) => kind)).to.deep.equal([
      "alert",
      "alert_checklist",
      "alert_note",
      "alert_note",
      "alert_note",
    ]);
    expect(wanted.map(({ subject }) => subject.replace(alert?.alertId ?? "", "A"))).to.deep.equal([
      "A",
      "A",
      "A:2",
      "A:3",
      "A:4",
    ]);
    expect(wanted[0]).to.include({ desired: 4 });
  });

  it("sends QA's alert to QA's channel, from the verdicts of many nights", async () => {
    const runId = await storeRun(database, { tenantId: "acme", startedAt: START, stages: GOOD });
    await storeSamples(
      database,
      { tenantId: "acme", runId },
      Array.from({ length: 10 }, () => "fail" as const),
      START,
    );
    await evaluate(runId);
    expect((await alerts())[0]).to.include({ rule: "QA-08" });
    expect((await messages()).map(({ channel }) => channel)).to.deep.equal(["acme-qa", "acme-qa"]);
  });

  it("lets only a full scheduled night be short of candidates", async () => {
    const run = {
      tenantId: "acme",
      startedAt: START,
      stages: { ...GOOD, select_targets: { success: 1 } },
      metrics: { candidates_selected: 12 },
    };
    await evaluate(await storeRun(database, { ...run, trigger: "cli" }));
    await evaluate(await storeRun(database, { ...run, manifest: { skip: ["lusha"] }, startedAt: at(0.1) }));
    expect(await alerts()).to.deep.equal([]);
    await evaluate(await storeRun(database, { ...run, startedAt: at(0.2) }));
    expect((await alerts()).map(({ rule }) => rule)).to.deep.equal(["CC-05"]);
  });

  it("does not let the run before take turns with the one in progress", async () => {
    await storeRun(database, { tenantId: "acme", startedAt: START, stages: BAD_CRAWL });
    const samples = await storeRun(database, { tenantId: "acme", startedAt: at(-1), stages: GOOD });
    await storeSamples(
      database,
      { tenantId: "acme", runId: samples },
      Array.from({ length: 12 }, () => "fail" as const),
      START,
    );
    await sweep();
    await storeRun(database, { tenantId: "acme", startedAt: at(1.9), endedAt: null, stages: GOOD });
    now = at(2);
    await sweep();
    const before = [await alerts(), await messages()];
    for (const hours of [2.1, 2.2, 2.3]) {
      now = at(hours);
      await sweep();
    }
    expect([await alerts(), await messages()]).to.deep.equal(before);
    const states = (await alerts()).map(({ rule, state, occurrences }) => [rule, state, occurrences]);
    expect(states).to.have.deep.members([
      ["CR-02", "resolved", 1],
      ["QA-08", "firing", 2],
    ]);
  });

  it("does not raise again what a newer run has refuted before the older one was judged at all", async () => {
    const old = await storeRun(database, { tenantId: "acme", startedAt: START, stages: BAD_CRAWL });
    await storeRun(database, { tenantId: "acme", startedAt: at(1.9), endedAt: null, stages: GOOD });
    now = at(2);
    await sweep();
    expect(await alerts()).to.deep.equal([]);
    expect(old).to.be.a("string");
  });

  it("raises what the last night left behind while the next is still young", async () => {
    await storeRun(database, { tenantId: "acme", startedAt: START, stages: BAD_CRAWL });
    await storeRun(database, { tenantId: "acme", startedAt: at(1.5), endedAt: null, stages: {} });
    now = at(1.6);
    expect(await sweep()).to.deep.equal({ judged: 2, failed: 0 });
    expect((await alerts()).map(({ rule }) => rule)).to.deep.equal(["CR-02"]);
  });

  it("sweeps every active tenant, one whose policy cannot be read by the default one", async () => {
    await createTestTenant(database, "broken", { alertChannel: 7 });
    await createTestTenant(database, "globex");
    await createTestTenant(database, "idle");
    await database.withService((transaction) =>
      transaction.query("update tenants set active = false where tenant_id = 'idle'"),
    );
    for (const tenantId of ["broken", "globex", "idle"]) {
      await storeRun(database, { tenantId, startedAt: START, stages: BAD_CRAWL });
    }
    expect(await sweep()).to.deep.equal({ judged: 2, failed: 0 });
    expect((await alerts("broken")).map(({ rule }) => rule)).to.deep.equal(["CR-02"]);
    expect((await alerts("globex")).map(({ rule }) => rule)).to.deep.equal(["CR-02"]);
    expect(await alerts("idle")).to.deep.equal([]);
  });

  it("names the run it does not know", async () => {
    const unknown = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const failure: unknown = await evaluate(unknown).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(NotFoundError);
  });

  it("alerts the installation's channel when partitions run out, and resolves when they are there again", async () => {
    now = new Date();
    const world = {
      channel: "ops",
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    const read = () => runProbes({ ...dependencies(), ...world }, [eventPartitions]);
    await read();
    expect(await alerts("platform")).to.deep.equal([]);
    now = new Date(Date.now() + 12 * 24 * HOUR);
    await read();
    await read();
    expect((await messages("platform")).map(({ kind }) => kind)).to.deep.equal(["alert", "alert_checklist"]);
    expect((await messages("platform"))[0]).to.include({ channel: "ops", desired: 1 });
    expect((await alerts("platform"))[0]).to.include({
      rule: "DP-09",
      state: "firing",
      version: 1,
      runId: null,
    });
    now = new Date(now.getTime() + 20_000);
    await database.withService((transaction) => transaction.query("select ensure_event_partitions(20)"));
    await read();
    expect((await alerts("platform"))[0]).to.include({ state: "resolved" });
    expect(PLATFORM_RULE_TABLE["DP-09"].thresholds.daysAhead.value).to.equal(3);
  });

  it("posts each alert and each note once and loses none, whatever is found, pressed or killed in whatever order", async function () {
    this.timeout(120_000);
    const fate = fc.constantFrom<Fate>("fine", "fine", "lost", "transient", "unknown_outcome", "retry_after");
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant("find" as const),
          subject: fc.constantFrom("a", "b"),
          severity: fc.constantFrom(...SEVERITIES),
          errors: fc.nat(3),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant("clear" as const), subject: fc.constantFrom("a", "b") }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constantFrom("acknowledge" as const, "resolve" as const),
          subject: fc.nat(3),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("deliver" as const),
          fate,
          diesAfter: fc.constantFrom("claim" as const, "post" as const, null, null),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant("pass" as const),
          ms: fc.constantFrom(500, 1_000, 61_000, 2 * HOUR),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (story) => {
        await database.withService(async (transaction) => {
          await transaction.query("delete from alert_notifications");
          await transaction.query("delete from alerts");
        });
        const channel = createFakeChannel<AlertContent>();
        const send = (diesAfter: "claim" | "post" | null = null) => {
          let transactions = 0;
          const dying: Database = {
            ...database,
            withService: (work) => {
              transactions += 1;
              if (diesAfter !== null && transactions > 1) throw new Error("killed");
              return database.withService(work);
            },
          };
          return deliverMessages<AlertContent>({
            database: dying,
            channel,
            clock: () => now,
            logger,
            wait: async () => undefined,
            readContent: (message) => {
              if (diesAfter === "claim") throw new Error("killed");
              return readAlertContent(database, [], message, now);
            },
          });
        };
        const record = (
          subject: string,
          finding: { severity: (typeof SEVERITIES)[number]; errors: number } | null,
        ) => {
          const about = { ruleId: "CR-02", subject };
          const { severity = "low", errors = 0 } = finding ?? {};
          return recordAssessment(
            dependencies(),
            {
              ...about,
              finding: finding && { ...about, severity, summary: `${errors} errors`, facts: { errors } },
            },
            RULE_TABLE["CR-02"],
            { tenantId: "acme", runId: null, supersededAt: null, channelOf: () => "acme-alerts" },
          );
        };
        for (const one of story) {
          if (one.do === "find") await record(one.subject, one);
          else if (one.do === "clear") await record(one.subject, null);
          else if (one.do === "pass") now = new Date(now.getTime() + one.ms);
          else if (one.do === "deliver") {
            channel.fates.push(one.fate);
            await send(one.diesAfter);
            channel.fates.length = 0;
          } else {
            const all = await alerts();
            const alertId = all[one.subject % Math.max(1, all.length)]?.alertId;
            const act = { tenantId: "acme", alertId: alertId ?? "", actor: "U123", now };
            const acting = { database, runbooks: [] };
            if (alertId !== undefined) {
              await (one.do === "acknowledge" ? acknowledgeAlert(acting, act) : resolveAlert(acting, act));
            }
          }
        }
        // Then everything works again, for as long as it takes.
        for (let idle = 0; idle < 3; ) {
          now = new Date(now.getTime() + 61_000);
          idle = (await send()) === 0 ? idle + 1 : 0;
        }
        // The runbook is another reader's: to this one a checklist shows nothing, and is dropped.
        const wanted = (await messages()).filter(({ kind }) => kind !== "alert_checklist");
        const posted = channel.messages;
        expect(new Set(posted.map(({ outboxId }) => outboxId)).size, "posted once each").to.equal(
          posted.length,
        );
        expect(posted.length, "nothing lost").to.equal(wanted.length);
        const cards = new Map(
          posted.flatMap(({ content }) =>
            content.kind === "alert" ? [[content.card.alert.alertId, content.card.alert]] : [],
          ),
        );
        for (const alert of await alerts()) {
          expect(cards.get(alert.alertId), "shows the last state").to.include({
            state: alert.state,
            version: alert.version,
            severity: alert.severity,
          });
        }
        const roots = new Set(posted.filter(({ threadTs }) => threadTs === null).map(({ ts }) => ts));
        for (const { content, threadTs } of posted) {
          expect(content.kind === "alert" ? threadTs === null : roots.has(threadTs ?? "")).to.equal(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});
