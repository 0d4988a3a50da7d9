import { expect } from "chai";
import { startTown, type Town } from "../../../../demo/town/start-town.ts";
import { renderVendorUsage } from "../../../../src/cli/runs/reconcile-vendors.ts";
import { compareUsage, noteVendorUsage } from "../../../../src/runner/budget/unknown-calls/compare-usage.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";
import { quietLogger, startTestRun } from "../../support/start-test-run.ts";

const HOUR_MS = 3_600_000;

describe("the vendors' own usage", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let town: Town;
  let runId: string;
  let now = new Date();

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    town = await startTown();
    ({ runId } = await startTestRun(test.database, "acme"));
  });
  after(async () => {
    await town.stop();
    await test.drop();
  });
  beforeEach(async () => {
    await rows("delete from vendor_ledger");
    await rows("delete from vendor_usage_readings");
  });

  const rows = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql, values));
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const note = () =>
    noteVendorUsage({
      database: test.database,
      environment: town.settings,
      clock: () => now,
      logger: quietLogger(),
    });
  const compare = async (vendor: string) =>
    (await compareUsage(test.database, town.settings, now)).find((one) => one.vendor === vendor);
  const readings = () =>
    rows<{ count: number }>(
      "select count(*)::int as count from vendor_usage_readings where vendor = 'tavily'",
    );

  async function search(): Promise<void> {
    const { TAVILY_BASE_URL = "", TAVILY_API_KEY = "" } = town.settings;
    await fetch(`${TAVILY_BASE_URL}/search`, {
      method: "POST",
      headers: { authorization: `Bearer ${TAVILY_API_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ query: "acme" }),
    });
  }
  const enter = (state: string, quantity: number | null) =>
    rows(
      `insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, vendor, operation, state, resource, reserved_units,
         reserved_nano_usd, unit, quantity, local_date, reserved_at, keys_event)
       values ('acme', gen_random_uuid(), $1, 'tavily', 'tavily', 'search', $2, 'tavily_queries', 1, 0, 'credit', $3,
         current_date, $4, true)`,
      [runId, state, quantity, now],
    );

  it("is read once an hour, while no call is in progress", async () => {
    await note();
    expect(await readings()).to.deep.equal([{ count: 1 }]);
    later(HOUR_MS / 2);
    await note();
    expect(await readings()).to.deep.equal([{ count: 1 }]);
    later(HOUR_MS / 2);
    await enter("reserved", null);
    await note();
    expect(await readings()).to.deep.equal([{ count: 1 }]);
    await rows("delete from vendor_ledger");
    await note();
    expect(await readings()).to.deep.equal([{ count: 2 }]);
  });

  it("shows the credits that the ledger forgot, beside those of calls of unknown outcome", async () => {
    await note();
    later(1_000);
    for (let count = 0; count < 5; count += 1) await search();
    await enter("charged", 1);
    await enter("charged", 1);
    await enter("unknown", null);
    expect(await compare("tavily")).to.deep.include({
      ...{ problem: null, told: 5, missing: 2 },
      ledger: { charged: 2, unknown: 1, underway: 0 },
    });
    const text = renderVendorUsage(await compareUsage(test.database, town.settings, now));
    expect(text).to.include("Tavily charged 2 credits that the ledger does not have");
    expect(text).to.include("OpenAI tells its usage to administrators' keys only");
  });

  it("agrees where the ledger has every credit", async () => {
    await note();
    later(1_000);
    await search();
    await enter("charged", 1);
    expect(await compare("tavily")).to.include({ problem: null, told: 1, missing: 0 });
    expect(renderVendorUsage(await compareUsage(test.database, town.settings, now))).to.include(
      "The ledger has every credit that the vendors charged.",
    );
  });

  it("is not compared without a reading to begin from, nor where the count began anew", async () => {
    expect((await compare("lusha"))?.problem).to.match(/^no earlier reading/);
    await rows("insert into vendor_usage_readings (vendor, read_at, counter) values ('lusha', $1, 1000000)", [
      now,
    ]);
    expect((await compare("lusha"))?.problem).to.equal("credits were added, or its count began anew");
    expect((await compareUsage(test.database, {}, now)).length).to.equal(0);
  });
});
