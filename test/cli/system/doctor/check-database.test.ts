import { expect } from "chai";
import { checkDatabase } from "../../../../src/cli/system/doctor/check-database.ts";
import { systemClock } from "../../../../src/clock.ts";
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
