import { randomUUID } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { refreshCandidates } from "../../../../src/database/tenants/candidate-view-store.ts";
import { addIndustryMatches } from "../../../../src/runner/leads/targets/industry-target-store.ts";
import { chooseTargets, selectExports } from "../../../../src/runner/leads/targets/target-store.ts";
import { previewExports, previewSelection } from "../../../../src/runner/planning/dry-run-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";

const AT = new Date("2026-11-01T01:00:00Z");

interface Company {
  readonly industry: string | null;
  readonly country: string | null;
  readonly employees: number | null;
  readonly seen: boolean;
  readonly hasFeatures: boolean;
  readonly hasContacts: boolean;
  readonly score: number | null;
  readonly exported: boolean;
}

const company: fc.Arbitrary<Company> = fc.record({
  industry: fc.constantFrom("Steel", "steel", "Retail", null),
  country: fc.constantFrom("DE", "FR", null),
  employees: fc.constantFrom(5, 50, 500, null),
  seen: fc.boolean(),
  hasFeatures: fc.boolean(),
  hasContacts: fc.boolean(),
  score: fc.constantFrom(10, 60, 90, null),
  exported: fc.boolean(),
});

describe("what a dry run shows and what its run selects", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await rows(
      `insert into icp_rules (tenant_id, name, industries, countries, employees_min, employees_max)
       values ('acme', 'german steel', '{steel}', '{DE}', 10, 100), ('acme', 'any retail', '{retail}', null, null, null)`,
    );
  });
  after(() => test.drop());

  function rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return test.database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, [...values]));
  }

  async function writeCompanies(companies: readonly Company[]): Promise<void> {
    for (const table of ["lead_scores", "lead_features", "contacts", "company_enrichment_runs", "companies"])
      await rows(`delete from ${table}`);
    for (const [place, one] of companies.entries()) {
      const id = randomUUID();
      await rows(
        `insert into companies (tenant_id, company_id, natural_key, name, industry, country, employees, last_seen, created_at)
         values ('acme', $1, $2, $2, $3, $4, $5, $6, $7)`,
        [id, `company ${place}`, one.industry, one.country, one.employees, one.seen ? AT : null, AT],
      );
      if (one.hasFeatures)
        await rows(
          "insert into lead_features (tenant_id, company_id, run_id, content_hash, features) values ('acme', $1, $2, 'x', '{}')",
          [id, randomUUID()],
        );
      if (one.hasContacts)
        await rows(
          "insert into contacts (tenant_id, company_id, first_name, last_name, source) values ('acme', $1, 'A', 'B', 'site')",
          [id],
        );
      if (one.score !== null)
        await rows(
          `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash, exported_at)
           values ('acme', $1, $2, $3, 'Low', 'x', '{}', 'x', $4)`,
          [id, randomUUID(), one.score, one.exported ? new Date("2100-01-01") : null],
        );
    }
  }

  async function newRun() {
    const run = { tenantId: "acme", runId: randomUUID(), runDate: "2026-11-01", traceId: "0".repeat(32) };
    await rows(
      `update enrichment_runs set status = 'succeeded', ended_at = started_at where status = 'running'`,
    );
    await rows(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
       values ('acme', $1, 'running', 'cli', $2::date, $3, $4, '{}')`,
      [run.runId, run.runDate, run.traceId, AT],
    );
    return run;
  }

  const selectedNames = async (runId: string) =>
    (
      await rows<{ name: string }>(
        `select c.name from company_enrichment_runs t join companies c using (tenant_id, company_id)
         where t.run_id = $1 and t.stage = 'select_targets' order by t.ordinal`,
        [runId],
      )
    ).map(({ name }) => name);

  it("are the same companies in the same order", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(company, { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        async (companies, cap, wantedFloor) => {
          await writeCompanies(companies);
          const floor = Math.min(wantedFloor, cap);
          const shown = await test.database.withTenant("acme", (transaction) =>
            previewSelection(transaction, { cap, floor, names: 10 }),
          );
          const run = await newRun();
          await test.database.withTenant("acme", async (transaction) => {
            await refreshCandidates(transaction);
            const fitting = await chooseTargets(transaction, run, { limit: cap, at: AT });
            if (fitting < floor) await addIndustryMatches(transaction, run, { floor, at: AT });
          });
          const selected = await selectedNames(run.runId);
          expect(shown.names).to.deep.equal(selected);
          expect(shown.selected).to.equal(selected.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("are the same leads in the same order where they are only exported", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(company, { maxLength: 8 }), async (companies) => {
        await writeCompanies(companies);
        const shown = await test.database.withTenant("acme", (transaction) =>
          previewExports(transaction, { cap: 4, minScore: 50, names: 10 }),
        );
        const run = await newRun();
        await test.database.withTenant("acme", (transaction) =>
          selectExports(transaction, run, { limit: 4, minScore: 50, at: AT }),
        );
        expect(shown.names).to.deep.equal(await selectedNames(run.runId));
      }),
      { numRuns: 15 },
    );
  });
});
