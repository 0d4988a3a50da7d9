import { expect } from "chai";
import { dailySpend } from "../../../src/alerts/probes/daily-spend.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("the probe of what the LLM costs a day", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  it("adds up calls, and those of unknown outcome on the day they were settled", async () => {
    const now = new Date();
    const midnight = new Date(now.toISOString().slice(0, 10));
    const before = new Date(midnight.getTime() - 1_000);
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into run_event_logs (tenant_id, event_date, dedupe_key, event, status, vendor, cost_nano_usd, ts)
         select 'acme', $1::timestamptz::date, gen_random_uuid(), event, 'success', vendor, dollars * 1000000000::bigint, ts
         from (values ('vendor_call', 'openai', 1, $1::timestamptz), ('vendor_call', 'openai', 2, $2::timestamptz),
           ('call_settled', 'openai', 4, $1), ('call_settled', 'lusha', 8, $1), ('noted', 'openai', 16, $1)) as e (event, vendor, dollars, ts)`,
        [midnight, before],
      ),
    );
    const world = {
      database: test.database,
      now,
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    const [judgement] = await dailySpend.judge(world, { limitUsd: 4.5 });
    expect(judgement).to.deep.include({ breached: true });
    expect(judgement?.facts).to.deep.include({ spentUsd: 5 });
  });
});
