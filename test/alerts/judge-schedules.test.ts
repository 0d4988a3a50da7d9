import { expect } from "chai";
import { sweepAlerts } from "../../src/alerts/evaluation/evaluate-alerts.ts";
import { resolveAlert } from "../../src/alerts/raising/act-on-alert.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import type { Database } from "../../src/database/database.ts";
import type { ExpectedRunState } from "../../src/entities/vocabulary.ts";
import { createLogger } from "../../src/logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { storeRun } from "./stored-run.ts";

/** 01:00 of 22 November in Singapore. */
const NIGHT = new Date("2026-11-21T17:00:00Z");
const minutes = (count: number) => new Date(NIGHT.getTime() + count * 60_000);
const DAY = 1_440;
const GOOD = { mv_refresh: { success: 1 }, crawl: { success: 60 }, export_odoo: { success: 20 } } as const;

describe("judging schedules", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  const logger = createLogger({ level: "error", write: () => undefined });
  const selection = readEnvironment({ SCHED_REQUIRE_ODOO: "false" });

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
  });
  after(() => test.drop());
  beforeEach(async () => {
    await database.withService(async (transaction) => {
      for (const table of [
        "alert_notifications",
        "alerts",
        "schedules",
        "enrichment_runs",
        "tenant_policies",
        "tenants",
      ])
        await transaction.query(`delete from ${table}`);
    });
    await createTestTenant(database, "acme");
    await schedule(minutes(0));
  });

  /** The nightly schedule of acme, dealt with up to the given time. */
  const schedule = (nextDueAt: Date, enabled = true) =>
    database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into schedules (tenant_id, schedule_id, name, cron, enabled, next_due_at, next_local_at)
         values ('acme', 'default', 'Night', '0 1 * * *', $2, $1::timestamptz, $1::timestamptz at time zone 'Asia/Singapore')
         on conflict (tenant_id, schedule_id) do update set enabled = excluded.enabled,
           next_due_at = excluded.next_due_at, next_local_at = excluded.next_local_at`,
        [nextDueAt, enabled],
      ),
    );
  const expectRun = (night: number, state: ExpectedRunState, runId: string | null = null, recordedAt = now) =>
    database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into expected_runs (tenant_id, schedule_id, local_at, ordinal, due_at, state, run_id, created_at, updated_at)
         values ('acme', 'default', $1::timestamptz at time zone 'Asia/Singapore', 1, $1, $2, $3, $4, $4)
         on conflict (tenant_id, schedule_id, local_at, ordinal) do update set state = excluded.state,
           run_id = excluded.run_id, updated_at = excluded.updated_at`,
        [minutes(night * DAY), state, runId, recordedAt],
      ),
    );
  const sweepAt = async (at: Date, selected: typeof selection | null = selection) => {
    now = at;
    expect((await sweepAlerts({ database, logger, clock: () => now }, selected)).failed).to.equal(0);
  };
  const alerts = () =>
    database.withTenant("acme", async (transaction) => {
      const rows = await transaction.query<{ said: string }[]>(
        `select rule_id || ' ' || subject || ' ' || state || case when occurrences > 1 then ' x' || occurrences else '' end as said
         from alerts order by fired_at, rule_id`,
      );
      return rows.map(({ said }) => said);
    });
  const cards = () =>
    database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select 1 from alert_notifications where kind = 'alert'"),
    );

  it("tells of a night that no runner took note of, once, for as long as nobody does", async () => {
    await sweepAt(minutes(30));
    expect(await alerts()).to.deep.equal([]);
    for (const minute of [31, 36, 300]) await sweepAt(minutes(minute));
    expect(await alerts()).to.deep.equal(["SR-10 default 2026-11-22 firing"]);
    expect(await cards()).to.have.lengthOf(1);
  });

  it("keeps to one alert per night while a late run waits, begins and ends", async () => {
    await sweepAt(minutes(31));
    await schedule(minutes(DAY));
    await expectRun(0, "waiting");
    await sweepAt(minutes(40));
    const runId = await storeRun(database, { tenantId: "acme", startedAt: minutes(45), endedAt: null });
    await expectRun(0, "started", runId);
    await sweepAt(minutes(50));
    expect(await alerts()).to.deep.equal(["SR-10 default 2026-11-22 firing"]);
    await database.withTenant("acme", (transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded', ended_at = $1", [minutes(60)]),
    );
    await sweepAt(minutes(65));
    expect((await alerts()).filter((alert) => alert.startsWith("SR-"))).to.deep.equal([
      "SR-10 default 2026-11-22 resolved",
    ]);
  });

  it("tells of a night that could not be started for want of a policy that can be read", async () => {
    await schedule(minutes(DAY));
    await storeRun(database, { tenantId: "acme", startedAt: minutes(-DAY), stages: GOOD });
    await database.withTenant("acme", (transaction) =>
      transaction.query(`update tenant_policies set policy = '{"dailyCap": -1}'`),
    );
    await expectRun(0, "failed_to_start", null, minutes(0));
    await sweepAt(minutes(5));
    expect(await alerts()).to.deep.equal(["SR-10 default 2026-11-22 firing"]);
  });

  it("tells of a missed night for a day, and of the next one anew, even when people have closed the first", async () => {
    await schedule(minutes(DAY));
    now = minutes(10);
    await expectRun(0, "missed");
    await sweepAt(minutes(15));
    const [open] = await database.withTenant("acme", (transaction) =>
      transaction.query<{ alertId: string }[]>(`select alert_id as "alertId" from alerts`),
    );
    const act = { tenantId: "acme", alertId: open?.alertId ?? "", actor: "U1", now };
    await resolveAlert({ database, runbooks: [] }, act);
    await sweepAt(minutes(20));
    expect(await alerts()).to.deep.equal(["SR-10 default 2026-11-22 resolved"]);
    await schedule(minutes(2 * DAY));
    now = minutes(DAY + 6);
    await expectRun(1, "missed");
    await sweepAt(minutes(DAY + 7));
    expect(await alerts()).to.deep.equal([
      "SR-10 default 2026-11-22 resolved",
      "SR-10 default 2026-11-23 firing",
    ]);
    await sweepAt(minutes(2 * DAY + 7));
    expect((await alerts())[1]).to.equal("SR-10 default 2026-11-23 resolved");
  });

  it("leaves a late run that failed to SR-11, and ends SR-10 with it", async () => {
    await sweepAt(minutes(31));
    await schedule(minutes(DAY));
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: minutes(45),
      status: "failed",
      stages: GOOD,
    });
    await expectRun(0, "started", runId);
    await sweepAt(minutes(90));
    expect(await alerts()).to.deep.equal(["SR-10 default 2026-11-22 resolved", "SR-11 run firing"]);
    await storeRun(database, { tenantId: "acme", startedAt: minutes(100), trigger: "cli", stages: GOOD });
    await sweepAt(minutes(200));
    expect((await alerts())[1]).to.equal("SR-11 run resolved");
  });

  it("tells of a run that stands still, and stops when something of it moves", async () => {
    await schedule(minutes(DAY));
    const runId = await storeRun(database, {
      tenantId: "acme",
      startedAt: minutes(0),
      endedAt: null,
      stages: { mv_refresh: { success: 1 } },
    });
    await expectRun(0, "started", runId, minutes(0));
    await sweepAt(minutes(30));
    expect(await alerts()).to.deep.equal([]);
    await sweepAt(minutes(31));
    expect(await alerts()).to.deep.equal(["SR-12 run firing"]);
    await database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome, finished_at)
         values ('acme', $1, 'crawl', gen_random_uuid(), 'success', $2)`,
        [runId, minutes(33)],
      ),
    );
    await sweepAt(minutes(35));
    expect(await alerts()).to.deep.equal(["SR-12 run resolved"]);
  });

  it("ends what it said when the schedule is disabled", async () => {
    await sweepAt(minutes(31));
    await schedule(minutes(0), false);
    await sweepAt(minutes(36));
    expect(await alerts()).to.deep.equal(["SR-10 default 2026-11-22 resolved"]);
  });

  it("says nothing of nights where this process keeps no schedules, or not this tenant's", async () => {
    await sweepAt(minutes(60), null);
    await sweepAt(
      minutes(60),
      readEnvironment({ SCHED_REQUIRE_ODOO: "false", SCHED_TENANT_EXCLUDE: "acme" }),
    );
    await sweepAt(minutes(60), readEnvironment({}));
    expect(await alerts()).to.deep.equal([]);
  });

  it("keeps a night quiet that is late besides having failed, through the true way of both, and not the night after", async () => {
    const failed = await storeRun(database, {
      tenantId: "acme",
      startedAt: minutes(5),
      endedAt: minutes(20),
      status: "failed",
      stages: GOOD,
    });
    await database.withService((transaction) =>
      transaction.query("update enrichment_runs set run_date = '2026-11-22' where run_id = $1", [failed]),
    );
    // A second time of the same night is missed.
    now = minutes(60);
    await expectRun(0, "missed");
    await sweepAt(minutes(61));
    const told = () =>
      database.withTenant("acme", (transaction) =>
        transaction.query<{ rule: string; told: boolean }[]>(
          "select rule_id as rule, told from alerts where state = 'firing' order by rule_id, subject",
        ),
      );
    expect(await told()).to.deep.equal([
      { rule: "SR-10", told: false },
      { rule: "SR-11", told: true },
    ]);
    await schedule(minutes(DAY));
    await sweepAt(minutes(DAY + 40));
    expect((await told()).filter(({ rule }) => rule === "SR-10")).to.deep.equal([
      { rule: "SR-10", told: false },
      { rule: "SR-10", told: true },
    ]);
  });
});
