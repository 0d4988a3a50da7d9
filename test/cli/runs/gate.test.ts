import { expect } from "chai";
import { openGate } from "../../../src/qa/gate/gate-store.ts";
import { writeRun } from "../../observability/write-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

const COMPANIES = [1, 2, 3].map((number) => `c9a1e0d4-55aa-4b7e-9f10-00000000000${number}`);

describe("the gate command", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        "insert into companies (tenant_id, company_id, natural_key, name) select 'acme', id::uuid, id, 'Company ' || id from unnest($1::text[]) id",
        [COMPANIES],
      ),
    );
  });
  after(() => test.drop());

  const cli = createCli("runs", () => test);

  /** A run of three leads that its gate holds. */
  async function hold(): Promise<string> {
    const { runId } = await writeRun(test.database, "acme");
    await test.database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
         select 'acme', id::uuid, $2, 80, 'High', 'because', '{hiring}', 'h' from unnest($1::text[]) id
         on conflict (tenant_id, company_id) do update set run_id = excluded.run_id`,
        [COMPANIES, runId],
      );
      await openGate(transaction, { tenantId: "acme", runId }, { companyIds: COMPANIES, unanswered: "hold" });
    });
    return runId;
  }
  const decide = (runId: string, ...options: string[]) =>
    cli("gate", runId.slice(0, 8), "--tenant", "acme", ...options);

  it("lets the leads go but for some, once", async () => {
    const runId = await hold();
    const end = await decide(runId, "--release", "--except", COMPANIES[0] ?? "");
    expect(end).to.include({ code: 0 });
    expect(end.out).to.include("2 of 3");
    expect((await cli("show", runId, "--tenant", "acme")).out).to.include("2 of 3");
    expect((await decide(runId, "--hold")).message).to.include(
      "2 of 3 leads of this run were already let go",
    );
  });

  it("keeps them until somebody lets them go", async () => {
    const runId = await hold();
    expect((await decide(runId, "--hold")).out).to.include("held");
    expect((await decide(runId, "--release")).out).to.include("3 of 3");
  });

  it("refuses to let nothing go, a word that is no company, and a run without a gate", async () => {
    const runId = await hold();
    expect((await decide(runId, "--release", "--except", COMPANIES.join(","))).message).to.include(
      "leaves no lead to let go",
    );
    expect(await decide(runId, "--release", "--except", "Company 1")).to.include({ code: 2 });
    const other = await writeRun(test.database, "acme");
    expect((await decide(other.runId, "--hold")).message).to.include("no leads at an export gate");
  });

  it("wants one of the two decisions", async () => {
    const runId = await hold();
    for (const options of [[], ["--release", "--hold"]]) {
      const end = await decide(runId, ...options);
      expect(end).to.include({ code: 2 });
      expect(end.message).to.include("either --release or --hold");
    }
  });
});
