import { expect } from "chai";
import { problemOfTimezone } from "../../src/config/problem-of-timezone.ts";
import { requireZoneOfPostgres } from "../../src/database/tenants/zone-store.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

describe("a time zone", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  for (const zone of [
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Calcutta",
    "America/New_York",
    "Singapore",
    "Etc/GMT+8",
  ])
    it(`may be ${zone}`, () => expect(problemOfTimezone(zone)).to.equal(null));

  for (const [zone, place] of [
    ["BST", "Europe/London"],
    ["CAT", "Africa/Maputo"],
    ["EST", "America/New_York"],
    ["EST5EDT", "America/New_York"],
    ["IST", "Asia/Kolkata"],
    ["gmt", "Europe/London"],
  ] as const)
    it(`is not ${zone}, but ${place}`, () => expect(problemOfTimezone(zone)).to.include(place));

  for (const zone of [
    "US/Pacific-New",
    "SystemV/PST8PDT",
    "Mars/Olympus",
    "+08:00",
    "",
    "Europe",
    "Etc/Unknown",
  ])
    it(`is not "${zone}"`, () => expect(problemOfTimezone(zone)).to.be.a("string"));

  it("is refused where the server itself does not know it, whatever Node says", async () => {
    const ask = (zone: string) =>
      test.database.withTenant("acme", (transaction) => requireZoneOfPostgres(transaction, zone));
    await ask("Europe/Berlin");
    const refused = await ask("US/Pacific-New").catch((error: unknown) => error);
    expect(refused)
      .to.be.instanceOf(InvalidInputError)
      .with.property("message")
      .that.includes("US/Pacific-New");
  });

  it("is known to Postgres, and shows the same clock there", async () => {
    const names = Intl.supportedValuesOf("timeZone").filter((name) => problemOfTimezone(name) === null);
    expect(names.length).to.be.greaterThan(400);
    const at = new Date("2026-07-01T12:00:00Z");
    const rows = await test.database.withService((transaction) =>
      transaction.query<{ name: string; clock: string }[]>(
        `select z.name, to_char($2::timestamptz at time zone z.name, 'HH24:MI') as clock
         from pg_timezone_names z where z.name = any ($1)`,
        [names, at],
      ),
    );
    expect(rows.length).to.equal(names.length);
    const clockOf = (timeZone: string) =>
      new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);
    expect(rows.filter(({ name, clock }) => clock !== clockOf(name))).to.deep.equal([]);
  });
});
