import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { readVendorRatios } from "../../../src/runner/planning/dry-run-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("what the last runs asked of vendors", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  const rows = (sql: string, values: unknown[]) =>
    test.database.withService((transaction) => transaction.query<unknown[]>(sql, values));

  /** A run of two companies that searched, and left out the look-up of people. */
  async function writeRun(day: number, searches: number): Promise<void> {
    const runId = randomUUID();
    const at = new Date(Date.UTC(2026, 10, day));
    await rows(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, ended_at, manifest)
       values ('acme', $1, 'succeeded', 'cli', $2::date, $3, $2, $2, '{}')`,
      [runId, at, "0".repeat(32)],
    );
    await rows(
      `insert into run_stage_stats (tenant_id, run_id, stage, status)
       values ('acme', $1, 'tavily', 'succeeded'), ('acme', $1, 'lusha', 'skipped')`,
      [runId],
    );
    await rows(
      `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, finished_at)
       select 'acme', $1, 'select_targets', gen_random_uuid(), n, 'success', now() from generate_series(0, 1) n`,
      [runId],
    );
    if (searches > 0)
      await rows(
        `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, cost_nano_usd)
         values ('acme', $1, 'tavily', $2::int, $2::int * 8000000)`,
        [runId, searches],
      );
  }

  it("counts a run that asked for nothing since all was known, and none that left the stage out", async () => {
    await writeRun(1, 4);
    await writeRun(2, 0);
    const ratios = await test.database.withTenant("acme", (transaction) => readVendorRatios(transaction, 5));
    expect(ratios).to.have.deep.members([
      { vendor: "tavily", callsPerCompany: 2, nanoUsdPerCompany: 16_000_000, tokensPerCall: null },
      { vendor: "tavily", callsPerCompany: 0, nanoUsdPerCompany: 0, tokensPerCall: null },
    ]);
  });
});
