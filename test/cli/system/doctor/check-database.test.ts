import { expect } from "chai";
import { checkDatabase } from "../../../../src/cli/system/doctor/check-database.ts";
import { systemClock } from "../../../../src/clock.ts";
import { openDatabase } from "../../../../src/database/database.ts";
import { skipWithout } from "../../../support/skip-without.ts";
import { PGBOUNCER, PGBOUNCER_ADVICE, startPgBouncer } from "../../../support/start-pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/test-database.ts";

describe("the doctor's look at clocks", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  const clockOff = async (seconds: number) => {
    const clock = () => new Date(systemClock().getTime() + seconds * 1_000);
    return (await checkDatabase(test.database, clock)).find(({ subject }) => subject === "clock");
  };

  it("says nothing of one that is right", async () => {
    expect(await clockOff(0)).to.equal(undefined);
  });

  for (const [seconds, which] of [
    [90, "90 s ahead of"],
    [-90, "90 s behind"],
  ] as const) {
    it(`warns of one that is ${which} the database's`, async () => {
      const found = await clockOff(seconds);
      expect(found).to.include({ status: "warn", remedy: "have both set by NTP" });
      expect(found?.detail).to.include(`${which} the database's`);
    });
  }
});

describe("the doctor's look at the limits of sessions behind a pooler", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async function () {
    skipWithout(this, "pgbouncer", PGBOUNCER, PGBOUNCER_ADVICE);
    test = await createTestDatabase();
  });
  after(() => test?.drop());

  /** What it says of connections where only the roles' settings count. */
  async function look() {
    const bouncer = await startPgBouncer([test.urls.app]);
    const pooled = await openDatabase({
      app: bouncer.through(test.urls.app),
      service: test.urls.service,
    });
    try {
      return (await checkDatabase(pooled, systemClock)).filter(({ subject }) => subject === "connections");
    } finally {
      await pooled.close();
      await bouncer.stop();
    }
  }

  it("finds them all among the roles' settings, and names the one that is not", async () => {
    expect(await look()).to.deep.equal([]);
    await test.database.withTenant("", (transaction) =>
      transaction.query(
        "do $$ begin execute format('alter role nightshift_app in database %I set idle_session_timeout = 0', current_database()); end $$",
      ),
    );
    const [finding] = await look();
    expect(finding?.status).to.equal("warn");
    expect(finding?.detail).to.include("have no idle_session_timeout:");
  });
});
