import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { renderCsv } from "../../../src/observability/events/render-csv.ts";
import { streamLatestScores } from "../../../src/observability/reads/latest-score-store.ts";
import { SCORE_COLUMNS } from "../../../src/observability/reads/score-columns.ts";
import { streamScores } from "../../../src/observability/reads/score-reader-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe("reading scores page by page", () => {
  let test: TestDatabase;
  const runId = randomUUID();

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenant of ["acme", "globex"]) await createTestTenant(test.database, tenant);
    for (const tenant of ["acme", "globex"]) {
      await test.database.withTenant(tenant, (transaction) =>
        transaction.query(
          `with made as (
             insert into companies (tenant_id, natural_key, name) values ($1, 'other', 'Of another run') returning company_id
           )
           insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
           select $1, company_id, $2, 5, 'Low', 'why', array['a'], 'h' from made`,
          [tenant, randomUUID()],
        ),
      );
    }
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        `with made as (
           insert into companies (tenant_id, natural_key, name)
           select 'acme', 'name:' || n, '=company ' || n from generate_series(1, 11) n returning company_id, name
         )
         insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
         select 'acme', company_id, $1, (row_number() over ()) / 3 * 10, 'Low', 'why', array['a', 'b'], 'h' from made`,
        [runId],
      ),
    );
  });

  after(() => test.drop());

  for (const pageSize of [1, 3, 11, 5000]) {
    it(`gives every company once, best first, in pages of ${pageSize}`, async () => {
      const rows = (await collect(streamScores(test.database, "acme", runId, pageSize))).flat();
      expect(new Set(rows.map(({ companyId }) => companyId)).size).to.equal(11);
      const scores = rows.map(({ score }) => score);
      expect(scores).to.deep.equal([...scores].sort((one, other) => other - one));
    });
  }

  for (const pageSize of [1, 4, 12, 5000]) {
    it(`gives the newest score of every company of the tenant once, of whatever run, in pages of ${pageSize}`, async () => {
      const rows = (await collect(streamLatestScores(test.database, "acme", pageSize))).flat();
      expect(new Set(rows.map(({ companyId }) => companyId)).size).to.equal(12);
      expect(rows).to.have.length(12);
      expect(rows.filter((row) => row.runId !== runId)).to.have.length(1);
    });
  }

  it("makes a CSV in which a name that looks like a formula is text", async () => {
    const csv = (await collect(renderCsv(SCORE_COLUMNS, streamScores(test.database, "acme", runId)))).join(
      "",
    );
    expect(csv.split("\r\n")).to.have.length(13);
    expect(csv).to.include("'=company 1").and.include("a b");
  });
});
