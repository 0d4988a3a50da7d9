import { expect } from "chai";
import { openRateLeases } from "../../../src/database/jobs/rate-lease-store.ts";
import { DatabaseUnavailableError } from "../../../src/errors.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase } from "../../support/test-database.ts";

describe("the turns of domains", function () {
  this.timeout(60_000);

  it("say that the database is away when it is, so that no company is blamed", async () => {
    const turns = await openRateLeases("postgres://nightshift@127.0.0.1:9/nightshift");
    expect(await rejection(turns.take("widgets.example", 100))).to.be.instanceOf(DatabaseUnavailableError);
    await turns.close();
  });

  it("hand on what a server that is there says", async () => {
    const test = await createTestDatabase();
    const turns = await openRateLeases(test.urls.service);
    const error = await rejection(turns.take("widgets.example", Number.NaN));
    await turns.close();
    await test.drop();
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(DatabaseUnavailableError);
  });
});
