import { expect } from "chai";
import { isLockAwaited } from "../../support/is-lock-awaited.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { createCli } from "../support/create-cli.ts";

/** 01:30 of 22 November in Singapore. */
const NOW = new Date("2026-11-21T17:30:00Z");

describe("the schedules command", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex"]) await createTestTenant(test.database, tenantId);
  });
  after(() => test.drop());
  beforeEach(() => test.database.withService((transaction) => transaction.query("delete from schedules")));

  const cli = createCli("schedules", () => test, {
    clock: () => NOW,
    environment: { SCHED_CRON: "0 2 * * *" },
  });

  const refused: readonly [says: string, args: string[], code: number, message: RegExp][] = [
    ["a tenant that is not there", ["list", "nobody"], 3, /There is no tenant "nobody"/],
    ["a cron of six fields", ["set", "acme", "--cron", "0 0 1 * * *"], 2, /^--cron: .*five fields/],
    ["a cron out of range", ["set", "acme", "--cron", "0 25 * * *"], 2, /^--cron: is no cron expression/],
    [
      "a time that never comes",
      ["set", "acme", "--cron", "0 1 30 2 *"],
      2,
      /^--cron: names a time that never/,
    ],
    ["a zone there is not", ["set", "acme", "--timezone", "Mars/Olympus"], 2, /^--timezone: .*IANA/],
    ["an offset for a zone", ["set", "acme", "--timezone", "+08:00"], 2, /^--timezone: .*IANA/],
    ["an unknown catch-up", ["set", "acme", "--catch-up", "some"], 2, /none, latest, all/],
    ["a window below zero", ["set", "acme", "--catch-up-window", "-1"], 2, /--catch-up-window/],
    ["a window of more than a week", ["set", "acme", "--catch-up-window", "10081"], 2, /a week/],
    ["a cap of nothing", ["set", "acme", "--cap", "0"], 2, /--cap/],
    ["a stage there is not", ["set", "acme", "--skip", "sleep"], 2, /^--skip: "sleep" is unknown/],
    ["stages of no name", ["set", "acme", "--skip", ""], 2, /^--skip: is empty/],
    [
      "to leave out what the others need",
      ["set", "acme", "--skip", "select_targets"],
      2,
      /without select_targets/,
    ],
    [
      "a cap beyond all companies",
      ["set", "acme", "--cap", "99999999999"],
      2,
      /^--cap: must be at most 2147483647/,
    ],
    [
      "a catch-up within no time",
      ["set", "acme", "--catch-up", "all", "--catch-up-window", "5"],
      2,
      /^--catch-up-window: of 5 minutes leaves all nothing to catch up/,
    ],
    ["an id with blanks", ["set", "acme", "--id", "my night"], 2, /--id/],
    [
      "to reset what follows no settings",
      ["reset", "acme", "--id", "weekly"],
      2,
      /only the schedule "default"/,
    ],
    ["to disable what is not there", ["disable", "acme", "--id", "weekly"], 2, /no schedule "weekly"/],
  ];
  for (const [says, args, code, message] of refused)
    it(`refuses ${says}`, async () => {
      const outcome = await cli(...args);
      expect(outcome.code).to.equal(code);
      expect(outcome.message).to.match(message);
      expect((await cli("list", "acme", "--json")).out).to.equal("[]\n");
    });

  it("tells what a tenant without a schedule will follow", async () => {
    expect((await cli("list", "acme")).message).to.include("0 2 * * * (the tenant's zone)");
  });

  it("sets what is said, leaves the rest, and plans ahead from now", async () => {
    await cli("set", "acme", "--cron", "0 1 * * *", "--cap", "20", "--skip", "lusha,zerobounce");
    const { out } = await cli(
      "set",
      "acme",
      "--timezone",
      "Europe/Berlin",
      "--catch-up",
      "all",
      "--catch-up-window",
      "60",
    );
    expect(out).to.match(
      /default +0 1 \* \* \* +Europe\/Berlin +all, 60 min +20 +lusha,zerobounce +2026-11-22 01:00/,
    );
    const rows = await test.database.withTenant("acme", (transaction) =>
      transaction.query<{ nextDueAt: Date; followsSettings: boolean }[]>(
        `select next_due_at as "nextDueAt", follows_settings as "followsSettings" from schedules`,
      ),
    );
    expect(rows).to.deep.equal([{ nextDueAt: new Date("2026-11-22T00:00:00Z"), followsSettings: false }]);
    const back = await cli("set", "acme", "--timezone", "tenant", "--cap", "none", "--skip", "none");
    expect(back.out).to.match(/Asia\/Singapore \(the tenant's\) +all, 60 min +- +- +2026-11-23 01:00/);
  });

  it("loses neither of two changes made at the same moment", async () => {
    await cli("set", "acme", "--cron", "0 1 * * *");
    let other: ReturnType<typeof cli> | undefined;
    await test.database.withTenant("acme", async (transaction) => {
      await transaction.query("update schedules set cron = '0 5 * * *'");
      other = cli("set", "acme", "--cap", "20");
      await waitUntil(() => isLockAwaited(test.database), "the other change to wait");
    });
    expect((await other)?.out).to.match(/default +0 5 \* \* \* .* 20 /);
  });

  it("disables and enables, also before there is a schedule, which goes on following the settings", async () => {
    expect((await cli("disable", "acme")).out).to.match(/0 2 \* \* \* .*disabled +follows SCHED_\*/);
    expect((await cli("enable", "acme")).out).to.match(/2026-11-22 02:00 +follows SCHED_\*/);
  });

  it("resets what a person set to the settings, and leaves it disabled if it was", async () => {
    await cli("set", "acme", "--cron", "0 5 * * *", "--timezone", "Europe/Berlin", "--cap", "20");
    await cli("disable", "acme");
    expect((await cli("reset", "acme")).out).to.match(
      /default +0 2 \* \* \* +Asia\/Singapore \(the tenant's\) .*- +- +disabled +follows SCHED_\*/,
    );
    expect((await cli("enable", "acme")).out).to.match(/2026-11-22 02:00 +follows SCHED_\*/);
  });

  it("keeps several schedules apart, and notes each act in the audit log", async () => {
    await cli("set", "globex");
    await cli("set", "globex", "--id", "weekly", "--cron", "0 5 * * 0", "--name", "Sunday");
    await cli("disable", "globex", "--id", "weekly");
    const { out } = await cli("list", "globex");
    expect(out.split("\n").map((line) => line.split(" ")[0])).to.deep.equal(["ID", "default", "weekly", ""]);
    const acts = await test.database.withTenant("globex", (transaction) =>
      transaction.query<unknown[]>("select actor, action, subject from audit_log order by at"),
    );
    expect(acts).to.deep.equal([
      { actor: "cli", action: "schedule.set", subject: "default" },
      { actor: "cli", action: "schedule.set", subject: "weekly" },
      { actor: "cli", action: "schedule.disable", subject: "weekly" },
    ]);
  });
});
