import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { forecastRun } from "../../../src/observability/reads/forecast-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { writeRun } from "../write-run.ts";

describe("the forecast of a stored run", () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  it("reads the ledger of the run and the totals of the nights before", async () => {
    const earlier = await writeRun(test.database, "acme");
    const run = await writeRun(test.database, "acme", { status: "running" });
    const forecast = await test.database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `update run_stage_stats set status = 'succeeded', count_total = 8, count_skipped = 2, cost_nano_usd = 100
         where run_id = $1 and stage = 'zerobounce'`,
        [earlier.runId],
      );
      await transaction.query(
        "update run_stage_stats set status = 'pending' where run_id = $1 and stage <> 'lusha'",
        [run.runId],
      );
      await transaction.query(
        "update run_stage_stats set status = 'skipped' where run_id = $1 and stage in ('tavily', 'extract')",
        [run.runId],
      );
      const companies = Array.from({ length: 20 }, () => randomUUID());
      const work = (stage: string, ids: readonly string[]) =>
        transaction.query(
          `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome)
           select 'acme', $1, $2, id, 'success' from unnest($3::uuid[]) id`,
          [run.runId, stage, ids],
        );
      await work("select_targets", companies);
      await work("lusha", companies.slice(0, 10));
      // The last belongs to a company in progress.
      const calls = [
        [0, "charged"],
        [1, "unknown"],
        [2, "released"],
        [3, "reserved"],
        [19, "charged"],
      ] as const;
      for (const [index, state] of calls) {
        await transaction.query(
          `insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, company_id, vendor, operation, state, resource,
             reserved_units, reserved_nano_usd, unit, cost_nano_usd, local_date, reserved_at)
           values ('acme', $1, $2, 'lusha', $3, 'lusha', 'search', $4, 'lusha_lookups', 1, 70, 'credit', $5, '2026-11-22', now())`,
          [randomUUID(), run.runId, companies[index], state, state === "charged" ? 30 : null],
        );
      }
      return forecastRun(transaction, run);
    });
    // Lusha: 30 charged and 70 unknown over ten companies, ten more to come, 30 of it paid. ZeroBounce: 20 companies at 10.
    expect(forecast).to.deep.include({ spentNanoUsd: 130n, expectedNanoUsd: 400n, unknownStages: [] });
    expect(forecast.lowNanoUsd < 400n && forecast.highNanoUsd > 400n).to.equal(true);
  });

  it("knows neither what calls without a price cost, nor what they cost in earlier nights", async () => {
    await test.database.withTenant("acme", (transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded'"),
    );
    const earlier = await writeRun(test.database, "acme");
    const run = await writeRun(test.database, "acme", { status: "running" });
    const forecast = await test.database.withTenant("acme", async (transaction) => {
      const unpriced = (runId: string, stage: string) =>
        transaction.query(
          `insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, company_id, vendor, operation, state, resource,
             reserved_units, reserved_nano_usd, unit, cost_nano_usd, local_date, reserved_at)
           values ('acme', $1, $2, $3, $1, 'openai', 'respond', 'charged', 'openai_tokens', 1, 0, 'token', null, '2026-11-22', now())`,
          [randomUUID(), runId, stage],
        );
      await unpriced(earlier.runId, "tavily");
      await unpriced(run.runId, "extract");
      await transaction.query(
        `update run_stage_stats set status = 'succeeded', count_total = 8, cost_nano_usd = 80
         where run_id = $1 and stage in ('tavily', 'lusha', 'zerobounce')`,
        [earlier.runId],
      );
      await transaction.query(
        `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome)
         values ('acme', $1, 'select_targets', $2, 'success')`,
        [run.runId, randomUUID()],
      );
      return forecastRun(transaction, run);
    });
    expect(forecast.unknownStages).to.include("extract").and.not.include("zerobounce");
    expect(forecast.unknownStages).to.include("tavily");
  });

  it("counts neither what a run took over as done, nor runs that went on with another as nights, nor beyond the budget", async () => {
    await test.database.withTenant("acme", (transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded'"),
    );
    const again = await writeRun(test.database, "acme");
    const run = await writeRun(test.database, "acme", { status: "running" });
    const forecast = await test.database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `update enrichment_runs set manifest = '{"resumedFrom": {}}' where run_id = $1`,
        [again.runId],
      );
      await transaction.query(
        `update enrichment_runs set manifest = '{"budgets": {"usd": 0.00000004}}' where run_id = $1`,
        [run.runId],
      );
      await transaction.query(
        `update run_stage_stats set status = 'succeeded', count_total = 1, count_skipped = 0, cost_nano_usd = 9000
         where run_id = $1 and stage = 'zerobounce'`,
        [again.runId],
      );
      await transaction.query(
        `update run_stage_stats set status = case when stage = 'zerobounce' then 'pending' else 'skipped' end where run_id = $1`,
        [run.runId],
      );
      await transaction.query(
        `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome, code)
         select 'acme', $1::uuid, s.stage, ('00000000-0000-4000-8000-0000000000' || (n + 10))::uuid, s.outcome, s.code
         from generate_series(1, 20) n, (values ('select_targets', 'success', null), ('zerobounce', 'skipped', 'done_before'))
           as s (stage, outcome, code)
         where s.stage = 'select_targets' or n <= 15`,
        [run.runId],
      );
      return forecastRun(transaction, run);
    });
    // Five companies are left, at the 10 that one cost in the only night; the run may cost 40.
    expect(forecast).to.deep.include({ spentNanoUsd: 0n, expectedNanoUsd: 40n, unknownStages: [] });
  });

  it("says of a run that has not selected its companies yet that nothing is known", async () => {
    await test.database.withTenant("acme", (transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded'"),
    );
    const run = await writeRun(test.database, "acme", { status: "running" });
    const forecast = await test.database.withTenant("acme", async (transaction) => {
      await transaction.query("update run_stage_stats set status = 'pending' where run_id = $1", [run.runId]);
      return forecastRun(transaction, run);
    });
    expect(forecast.unknownStages).to.deep.equal(["extract", "lusha", "tavily", "zerobounce"]);
  });
});
