import { expect } from "chai";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { ConflictError, InvalidInputError } from "../../../src/errors.ts";
import { startExport } from "../../../src/runner/planning/start-export.ts";
import { startRun } from "../../../src/runner/planning/start-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("startExport", () => {
  let test: TestDatabase;
  const environment = readEnvironment({});

  beforeEach(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });

  afterEach(() => test.drop());

  const dependencies = () => ({ database: test.database, environment, clock: systemClock });
  const start = (force = false) => startExport(dependencies(), { tenantId: "acme", force });
  const connect = () =>
    test.database.withTenant("acme", (transaction) =>
      transaction.query(
        "insert into odoo_connections (tenant_id, base_url, database, api_key_sealed) values ('acme', 'http://odoo.example', 'acme', 'sealed')",
      ),
    );

  it("starts one run for any number of askers at the same time, which only exports", async () => {
    await connect();
    const jobs = await Promise.all([start(), start(), start()]);
    expect(new Set(jobs.map(({ runId }) => runId)).size).to.equal(1);
    expect(jobs.filter(({ created }) => created)).to.have.lengthOf(1);
    expect(await start()).to.deep.equal({ runId: jobs[0]?.runId, created: false });
    const pending = await test.database.withTenant("acme", (transaction) =>
      transaction.query<{ stage: string }[]>(
        "select stage from run_stage_stats where status = 'pending' order by 1",
      ),
    );
    expect(pending.map(({ stage }) => stage)).to.deep.equal(["export_odoo", "select_targets"]);
  });

  it("is refused during an export that does less: one that does not force, or of companies it was given", async () => {
    await connect();
    const { runId } = await start();
    expect(await start(true).catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
    await test.database.withService((transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded' where run_id = $1", [runId]),
    );
    await startRun(dependencies(), { tenantId: "acme", trigger: "cli", only: ["export_odoo"], cap: 1 });
    expect(await start().catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
  });

  it("is the forced export that is in progress, forced or not", async () => {
    await connect();
    const { runId } = await start(true);
    expect(await start(true)).to.deep.equal({ runId, created: false });
    expect(await start()).to.deep.equal({ runId, created: false });
  });

  it("is refused during a night, and without a connection", async () => {
    expect(await start().catch((error: unknown) => error)).to.be.instanceOf(InvalidInputError);
    await connect();
    await startRun(dependencies(), { tenantId: "acme", trigger: "cli" });
    expect(await start().catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
  });
});
