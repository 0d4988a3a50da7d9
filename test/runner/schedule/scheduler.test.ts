import { expect } from "chai";
import { type Environment, readEnvironment } from "../../../src/config/environment.ts";
import type { Database } from "../../../src/database/database.ts";
import { createLogger } from "../../../src/logger.ts";
import { NO_COMPANY } from "../../../src/runner/record/stage-reasons.ts";
import { setSchedule } from "../../../src/runner/schedule/schedule-plan.ts";
import { listSchedules, type ScheduleDefinition } from "../../../src/runner/schedule/schedule-store.ts";
import { createScheduler } from "../../../src/runner/schedule/scheduler.ts";
import { isLockAwaited } from "../../support/is-lock-awaited.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

/** 01:00 of 22 November in Singapore. */
const NIGHT = new Date("2026-11-21T17:00:00Z");
const minutes = (count: number) => new Date(NIGHT.getTime() + count * 60_000);
const hours = (count: number) => minutes(count * 60);
const TABLES = [
  "company_enrichment_runs",
  "run_stage_stats",
  "companies",
  "job_outbox",
  "expected_runs",
  "schedules",
  "enrichment_runs",
  "odoo_connections",
  "tenant_policies",
  "tenants",
];

const NIGHTLY: ScheduleDefinition & { readonly followsSettings: boolean } = {
  cron: "0 1 * * *",
  timezone: null,
  catchUp: "latest",
  catchUpWindowMinutes: 360,
  enabled: true,
  cap: null,
  skipStages: [],
  followsSettings: false,
};

describe("the scheduler", () => {
  let test: TestDatabase;
  let database: Database;
  let now: Date;
  let log: string[];

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
  });
  after(() => test.drop());
  beforeEach(async () => {
    log = [];
    now = hours(-2);
    await database.withService(async (transaction) => {
      for (const table of TABLES) await transaction.query(`delete from ${table}`);
    });
    await createTestTenant(database, "acme");
  });

  const logger = createLogger({
    level: "info",
    write: (line) => {
      log.push(line);
    },
  });
  const environmentOf = (settings: Record<string, string> = {}): Environment =>
    readEnvironment({ SCHED_REQUIRE_ODOO: "false", ...settings });
  /** A machine of its own, as far as the database can tell. */
  const machine = (settings: Record<string, string> = {}, clock = () => now) =>
    createScheduler({ database, environment: environmentOf(settings), clock, logger });
  const tickAt = (at: Date, settings: Record<string, string> = {}) => {
    now = at;
    return machine(settings).tick();
  };
  const set = (definition: Partial<typeof NIGHTLY> = {}, tenantId = "acme", scheduleId = "default") =>
    database.withTenant(tenantId, (transaction) =>
      setSchedule(transaction, { tenantId, scheduleId, name: "Night" }, { ...NIGHTLY, ...definition }, now),
    );
  const expected = (tenantId = "acme") =>
    database.withTenant(tenantId, async (transaction) => {
      const rows = await transaction.query<{ said: string }[]>(
        `select to_char(local_at, 'DD HH24:MI') || ' ' || state || case when run_id is null then '' else ' a run' end as said
         from expected_runs order by due_at, ordinal`,
      );
      return rows.map(({ said }) => said);
    });
  const reasons = () =>
    database.withTenant("acme", async (transaction) => {
      const rows = await transaction.query<{ reason: string | null }[]>(
        "select reason from expected_runs order by due_at",
      );
      return rows.map(({ reason }) => reason);
    });
  const runs = () =>
    database.withService((transaction) =>
      transaction.query<{ tenantId: string; trigger: string; cap: number; skip: string[] }[]>(
        `select tenant_id as "tenantId", trigger, (manifest->>'cap')::int as cap, manifest->'skip' as skip
         from enrichment_runs order by started_at, tenant_id`,
      ),
    );
  const endRuns = () =>
    database.withService((transaction) =>
      transaction.query(
        "update enrichment_runs set status = 'succeeded', ended_at = now() where status = 'running'",
      ),
    );

  it("gives a tenant without a schedule the one of the settings, from the next time on", async () => {
    const next = await tickAt(minutes(10), { SCHED_CRON: "30 2 * * *" });
    expect(next).to.deep.equal(minutes(90));
    const [schedule] = await database.withTenant("acme", (transaction) => listSchedules(transaction, "acme"));
    expect(schedule).to.include({
      scheduleId: "default",
      cron: "30 2 * * *",
      timezone: null,
      catchUp: "latest",
      followsSettings: true,
      nextLocalAt: "2026-11-22T02:30",
    });
    expect(await expected()).to.deep.equal([]);
  });

  it("starts the run when its time has come, and not before", async () => {
    await set({ cap: 7, skipStages: ["lusha"] });
    await tickAt(minutes(-0.01));
    expect(await runs()).to.deep.equal([]);
    const next = await tickAt(minutes(0));
    expect(next).to.deep.equal(hours(24));
    expect(await runs()).to.deep.equal([{ tenantId: "acme", trigger: "schedule", cap: 7, skip: ["lusha"] }]);
    expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
  });

  describe("after a run that failed before it did anything", () => {
    const fail = (reason = "the next step of the run failed after 20 retries; see the log") =>
      database.withService((transaction) =>
        transaction.query(
          "update enrichment_runs set status = 'failed', status_reason = $1, ended_at = started_at where status = 'running'",
          [reason],
        ),
      );
    beforeEach(async () => {
      await set({ cap: 7, skipStages: ["lusha"] });
      await tickAt(minutes(0));
    });

    it("tries again within the window, once, and says so", async () => {
      await fail();
      await tickAt(minutes(20));
      const [first, second, ...more] = await runs();
      expect(more).to.deep.equal([]);
      expect(second).to.deep.equal(first);
      expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
      expect((await reasons())[0]).to.match(
        /^run [0-9a-f-]{36} failed before it did anything \(the next step .*\); tried again as run [0-9a-f-]{36}$/,
      );
      expect(log.some((line) => line.includes("scheduled_run_tried_again"))).to.equal(true);
      await fail();
      await tickAt(minutes(40));
      expect(await runs()).to.have.length(2);
    });

    it("tries once, however many machines look at it", async () => {
      await fail();
      now = minutes(20);
      await Promise.all([machine().tick(), machine().tick(), machine().tick()]);
      expect(await runs()).to.have.length(2);
    });

    it("waits for room, and tries until the window is over, and not a moment later", async () => {
      await fail();
      await createTestTenant(database, "busy");
      await database.withService((transaction) =>
        transaction.query(
          `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
           values ('busy', gen_random_uuid(), 'running', 'cli', '2026-11-22', 't', now(), '{}')`,
        ),
      );
      await tickAt(minutes(20), { SCHED_TENANT_CONCURRENCY: "1" });
      expect(await runs()).to.have.length(2);
      await tickAt(minutes(360.01));
      expect(await runs()).to.have.length(2);
      await tickAt(minutes(360));
      expect(await runs()).to.have.length(3);
    });

    it("leaves it when a person has run the tenant since, or the schedule is off", async () => {
      await fail();
      await database.withService((transaction) =>
        transaction.query(
          `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, ended_at, manifest)
           values ('acme', gen_random_uuid(), 'succeeded', 'cli', '2026-11-22', 't', $1, $1, '{}')`,
          [minutes(10)],
        ),
      );
      await tickAt(minutes(20));
      expect(await runs()).to.have.length(2);
      await database.withService((transaction) =>
        transaction.query("delete from enrichment_runs where trigger = 'cli'"),
      );
      await set({ enabled: false });
      await tickAt(minutes(30));
      expect(await runs()).to.have.length(1);
    });

    it("leaves it when a company was worked on, or none fits the profile", async () => {
      await fail();
      const [run] = await database.withService((transaction) =>
        transaction.query<{ runId: string }[]>('select run_id as "runId" from enrichment_runs'),
      );
      const write = (sql: string, values: unknown[]) =>
        database.withTenant("acme", (transaction) => transaction.query(sql, values));
      await write(
        `update run_stage_stats set status = 'failed', status_reason = $2 where run_id = $1 and stage = 'select_targets'`,
        [run?.runId, NO_COMPANY],
      );
      await tickAt(minutes(20));
      expect(await runs()).to.have.length(1);
      await write("update run_stage_stats set status_reason = null where run_id = $1", [run?.runId]);
      await write(
        `with c as (insert into companies (tenant_id, company_id, name, natural_key) values ('acme', gen_random_uuid(), 'C', 'c') returning company_id)
         insert into company_enrichment_runs (tenant_id, run_id, company_id, stage, outcome, finished_at)
         select 'acme', $1, company_id, 'crawl', 'error', now() from c`,
        [run?.runId],
      );
      await tickAt(minutes(30));
      expect(await runs()).to.have.length(1);
    });
  });

  it("asks for the run's first job with it", async () => {
    await set();
    await tickAt(minutes(0));
    const jobs = await database.withService((transaction) =>
      transaction.query<unknown[]>("select queue from job_outbox"),
    );
    expect(jobs).to.deep.equal([{ queue: "run" }]);
  });

  it("starts exactly one run per night over three nights, however many machines look at the same time", async function () {
    this.timeout(30_000);
    await createTestTenant(database, "globex");
    await set();
    await set({}, "globex");
    for (const night of [0, 1, 2]) {
      // Clocks of different machines differ by a little.
      now = new Date(hours(24 * night).getTime() + 2_000);
      const clocks = [0, 300, 700, -400, 1_500, 50];
      await Promise.all(clocks.map((skew) => machine({}, () => new Date(now.getTime() + skew)).tick()));
      await Promise.all(clocks.map((skew) => machine({}, () => new Date(now.getTime() + skew)).tick()));
      expect((await runs()).length).to.equal(2 * (night + 1));
      await endRuns();
    }
    const started = ["22 01:00 started a run", "23 01:00 started a run", "24 01:00 started a run"];
    expect(await expected()).to.deep.equal(started);
    expect(await expected("globex")).to.deep.equal(started);
    expect(log.filter((line) => line.includes('"error"'))).to.deep.equal([]);
  });

  it("starts what a machine recorded and then could not start", async () => {
    await set();
    now = minutes(0);
    await database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into expected_runs (tenant_id, schedule_id, local_at, ordinal, due_at, state)
         values ('acme', 'default', '2026-11-22T01:00', 1, $1, 'waiting')`,
        [now],
      ),
    );
    await tickAt(minutes(1));
    expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
    expect(await runs()).to.have.lengthOf(1);
  });

  it("skips a night while a run of the tenant is in progress", async () => {
    await set();
    await tickAt(minutes(0));
    await tickAt(hours(24));
    expect(await expected()).to.deep.equal(["22 01:00 started a run", "23 01:00 skipped_overlap"]);
    expect((await reasons())[1]).to.match(/^run [0-9a-f-]{36} was in progress$/);
    await endRuns();
    await tickAt(hours(24.5));
    expect(await runs()).to.have.lengthOf(1);
  });

  const LATE: readonly [says: string, definition: Partial<typeof NIGHTLY>, rows: string[]][] = [
    [
      "without catch-up leaves what passed",
      { catchUp: "none" },
      ["22 01:00 missed", "23 01:00 missed", "24 01:00 missed"],
    ],
    [
      "with the latest starts the newest",
      { catchUp: "latest" },
      ["22 01:00 missed", "23 01:00 missed", "24 01:00 started a run"],
    ],
    [
      "with the latest leaves what lies outside the window",
      { catchUp: "latest", catchUpWindowMinutes: 60 },
      ["22 01:00 missed", "23 01:00 missed", "24 01:00 missed"],
    ],
    [
      "with all starts the oldest within the window first",
      { catchUp: "all", catchUpWindowMinutes: 30 * 60 },
      ["22 01:00 missed", "23 01:00 started a run", "24 01:00 waiting"],
    ],
  ];
  for (const [says, definition, rows] of LATE)
    it(`after two nights and a half away ${says}`, async () => {
      await set(definition);
      await tickAt(hours(-1));
      await tickAt(hours(50));
      expect(await expected()).to.deep.equal(rows);
    });

  it("catches up all of them one after the other", async () => {
    await set({ catchUp: "all", catchUpWindowMinutes: 3 * 1440 });
    await tickAt(hours(50));
    for (const done of [1, 2, 3]) {
      expect((await expected()).filter((row) => row.includes("started"))).to.have.lengthOf(done);
      await tickAt(hours(50.1));
      expect(await runs(), "while one is in progress").to.have.lengthOf(done);
      await endRuns();
      await tickAt(hours(50.2));
    }
    expect(await runs()).to.have.lengthOf(3);
  });

  it("puts a week on record at most, and does not take long over a schedule of every minute", async function () {
    this.timeout(20_000);
    await set({ cron: "* * * * *" });
    await tickAt(hours(30 * 24));
    const rows = await expected();
    expect(rows).to.have.lengthOf(7 * 1440 + 1);
    expect(rows.filter((row) => row.includes("started"))).to.have.lengthOf(1);
  });

  describe("after an edit", () => {
    it("starts no run of a time that has passed", async () => {
      await set({ cron: "0 4 * * *" });
      now = hours(5);
      await set({ cron: "0 2 * * *" });
      await tickAt(hours(5.1));
      expect(await expected()).to.deep.equal([]);
      await tickAt(hours(25));
      expect(await expected()).to.deep.equal(["23 02:00 started a run"]);
    });

    it("starts none of the time it was disabled", async () => {
      await set();
      now = hours(-1);
      await set({ enabled: false });
      await tickAt(hours(1));
      now = hours(2);
      await set();
      await tickAt(hours(2.1));
      expect(await expected()).to.deep.equal([]);
    });

    it("keeps the time it has when only the catch-up was changed", async () => {
      await set();
      now = minutes(10);
      await set({ catchUp: "all" });
      await tickAt(minutes(11));
      expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
    });

    it("gives up what still waited of the old times", async () => {
      await createTestTenant(database, "globex");
      await set({ cron: "59 0 * * *" }, "globex");
      await set();
      await tickAt(minutes(0), { SCHED_TENANT_CONCURRENCY: "1" });
      expect(await expected()).to.deep.equal(["22 01:00 waiting"]);
      now = minutes(1);
      await set({ cron: "0 3 * * *" });
      await endRuns();
      await tickAt(minutes(2), { SCHED_TENANT_CONCURRENCY: "1" });
      expect(await expected()).to.deep.equal(["22 01:00 missed"]);
      expect(await reasons()).to.deep.equal(["its schedule was changed"]);
    });

    it("notices one made in the database, or of the tenant's zone", async () => {
      await set();
      await database.withTenant("acme", (transaction) =>
        transaction.query("update tenants set timezone = 'Asia/Tokyo' where tenant_id = 'acme'"),
      );
      // 01:30 in Tokyo: its 01:00 has passed, and stays passed.
      await tickAt(minutes(-30));
      expect(await expected()).to.deep.equal([]);
      await tickAt(hours(23));
      expect(await expected()).to.deep.equal(["23 01:00 started a run"]);
    });

    for (const [what, change, said] of [
      ["a zone that nobody knows", { timezone: "Mars/Olympus" }, "is no IANA time zone"],
      ["a cron that is none", { cron: "every night" }, "must be a cron expression of five fields"],
      ["a cron with seconds", { cron: "0 0 1 * * *" }, "must be a cron expression of five fields"],
      ["a cron out of range", { cron: "99 1 * * *" }, "is no cron expression"],
    ] as const) {
      it(`made by hand to ${what}, is its tenant's trouble alone, said in words`, async () => {
        await createTestTenant(database, "broken");
        await set();
        await set({}, "broken");
        await database.withService((transaction) =>
          transaction.query("update schedules set cron = $1, timezone = $2 where tenant_id = 'broken'", [
            { cron: NIGHTLY.cron, ...change }.cron,
            { timezone: null, ...change }.timezone,
          ]),
        );
        await tickAt(minutes(0));
        expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
        expect(await expected("broken")).to.deep.equal([]);
        const lines = log.filter((line) => line.includes("schedule_not_kept"));
        expect(lines).to.have.length(1);
        expect(lines[0]).to.include(said).and.include("nightshift").and.include('"tenant_id":"broken"');
      });
    }

    it("of a tenant's own zone to one that nobody knows, starts nothing and says why", async () => {
      await set({ timezone: "Asia/Singapore" });
      await database.withService((transaction) =>
        transaction.query("update tenants set timezone = 'Mars/Olympus'"),
      );
      await tickAt(minutes(0));
      expect(await expected()).to.deep.equal(["22 01:00 failed_to_start"]);
      expect((await reasons())[0]).to.include('"Mars/Olympus" is no IANA time zone');
    });

    it("of the zone, plans no time anew that has been run at", async () => {
      await set();
      await tickAt(minutes(0));
      await endRuns();
      now = hours(9);
      // It is the evening before in New York.
      await set({ timezone: "America/New_York" });
      const [schedule] = await database.withTenant("acme", (transaction) =>
        listSchedules(transaction, "acme"),
      );
      expect(schedule?.nextLocalAt).to.equal("2026-11-23T01:00");
      expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
    });

    it("of the settings, starts no old run when the process comes back with them", async () => {
      await tickAt(hours(-2), { SCHED_CRON: "0 4 * * *" });
      now = hours(5);
      const changed = machine({ SCHED_CRON: "0 2 * * *" });
      await changed.adoptSettings();
      await changed.tick();
      expect(await expected()).to.deep.equal([]);
      now = hours(25);
      await changed.tick();
      expect(await expected()).to.deep.equal(["23 02:00 started a run"]);
    });

    it("of the settings, leaves what a person has set", async () => {
      await set({ cron: "30 5 * * *" });
      const changed = machine({ SCHED_CRON: "0 2 * * *" });
      await changed.adoptSettings();
      await changed.tick();
      const [schedule] = await database.withTenant("acme", (transaction) =>
        listSchedules(transaction, "acme"),
      );
      expect(schedule?.cron).to.equal("30 5 * * *");
    });

    it("of the settings, leaves disabled what a person disables at the very moment", async () => {
      await tickAt(hours(-2));
      let adopted: Promise<void> | undefined;
      await database.withTenant("acme", async (transaction) => {
        await transaction.query("update schedules set enabled = false");
        adopted = machine({ SCHED_CRON: "0 2 * * *" }).adoptSettings();
        await waitUntil(() => isLockAwaited(database), "the settings to wait");
      });
      await adopted;
      const [schedule] = await database.withTenant("acme", (transaction) =>
        listSchedules(transaction, "acme"),
      );
      expect(schedule).to.include({ cron: "0 2 * * *", enabled: false });
    });

    it("keeps the catch-up over a restart with the settings unchanged", async () => {
      await tickAt(hours(-2));
      now = hours(1);
      const again = machine();
      await again.adoptSettings();
      await again.tick();
      expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
    });
  });

  it("lets no more tenants work at once than the settings say, and starts the others when it may", async () => {
    for (const tenantId of ["globex", "initech"]) await createTestTenant(database, tenantId);
    for (const tenantId of ["acme", "globex", "initech"]) await set({}, tenantId);
    now = minutes(0);
    const settings = { SCHED_TENANT_CONCURRENCY: "2" };
    await Promise.all([1, 2, 3].map(() => machine(settings).tick()));
    expect(await runs()).to.have.lengthOf(2);
    await tickAt(minutes(20), settings);
    expect(await runs()).to.have.lengthOf(2);
    await endRuns();
    await tickAt(minutes(40), settings);
    expect(await runs()).to.have.lengthOf(3);
    expect(await expected("initech")).to.deep.equal(["22 01:00 started a run"]);
  });

  it("records a run that cannot start, with the reason, and continues with the other tenants", async () => {
    await createTestTenant(database, "globex");
    await set();
    await set({}, "globex");
    await database.withTenant("acme", (transaction) =>
      transaction.query(`update tenant_policies set policy = '{"dailyCap": -1}' where tenant_id = 'acme'`),
    );
    await tickAt(minutes(0));
    expect(await expected()).to.deep.equal(["22 01:00 failed_to_start"]);
    expect((await reasons())[0]).to.include("dailyCap");
    expect(await expected("globex")).to.deep.equal(["22 01:00 started a run"]);
  });

  describe("the tenants", () => {
    const scheduled = async (settings: Record<string, string>) => {
      await tickAt(hours(-1), settings);
      const rows = await database.withService((transaction) =>
        transaction.query<{ tenantId: string }[]>(
          `select tenant_id as "tenantId" from schedules order by tenant_id`,
        ),
      );
      return rows.map(({ tenantId }) => tenantId);
    };
    beforeEach(async () => {
      for (const tenantId of ["globex", "initech", "hooli"]) await createTestTenant(database, tenantId);
      await database.withService(async (transaction) => {
        await transaction.query("update tenants set active = false where tenant_id = 'hooli'");
        await transaction.query(
          `insert into odoo_connections (tenant_id, base_url, database, api_key_sealed, active)
           values ('acme', 'https://odoo.example', 'acme', 'x', true), ('globex', 'https://odoo.example', 'globex', 'x', false),
             ('hooli', 'https://odoo.example', 'hooli', 'x', true)`,
        );
      });
    });

    it("are those that are active and have an active Odoo connection", async () => {
      expect(await scheduled({ SCHED_REQUIRE_ODOO: "true" })).to.deep.equal(["acme"]);
    });

    it("are all active ones where Odoo is not asked for", async () => {
      expect(await scheduled({})).to.deep.equal(["acme", "globex", "initech"]);
    });

    it("that the settings name but that do not exist are reported when the process starts", async () => {
      await machine({ SCHED_TENANT_INCLUDE: "acme,acmee", SCHED_TENANT_EXCLUDE: "globxe" }).adoptSettings();
      const told = log.filter((line) => line.includes("scheduled_tenant_unknown"));
      expect(told).to.have.length(2);
      expect(told.join()).to.include("acmee").and.to.include("globxe");
    });

    it("are no others than those included, and none that is excluded", async () => {
      expect(await scheduled({ SCHED_TENANT_INCLUDE: "initech, globex,hooli" })).to.deep.equal([
        "globex",
        "initech",
      ]);
      await database.withService((transaction) => transaction.query("delete from schedules"));
      expect(await scheduled({ SCHED_TENANT_EXCLUDE: "acme" })).to.deep.equal(["globex", "initech"]);
    });

    it("have a night made up for at which no machine served them, since one that is down might have", async () => {
      await set();
      await tickAt(minutes(1), { SCHED_TENANT_EXCLUDE: "acme" });
      expect(await expected()).to.deep.equal([]);
      await tickAt(hours(2));
      expect(await expected()).to.deep.equal(["22 01:00 started a run"]);
    });

    it("have none made up for whose schedule was disabled and enabled before they were taken back", async () => {
      await set();
      await tickAt(minutes(1), { SCHED_TENANT_EXCLUDE: "acme" });
      now = hours(2);
      await set({ enabled: false });
      await set({ enabled: true });
      await tickAt(hours(2));
      expect(await expected()).to.deep.equal([]);
    });
  });

  it("hides a tenant's schedules and expected runs from the others", async () => {
    await createTestTenant(database, "globex");
    await set();
    await tickAt(minutes(0));
    const seen = await database.withTenant("globex", (transaction) =>
      transaction.query<unknown[]>(
        "select 1 from schedules where tenant_id = 'acme' union all select 1 from expected_runs where tenant_id = 'acme'",
      ),
    );
    expect(seen).to.deep.equal([]);
  });
});
