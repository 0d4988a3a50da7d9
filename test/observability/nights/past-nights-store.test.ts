import { expect } from "chai";
import { createRuns } from "../../../src/bot/adapters/create-runs.ts";
import { findRunRow } from "../../../src/observability/reads/run-read-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { writeRun } from "../write-run.ts";

const NEVER = () => Promise.reject(new Error("not asked"));

describe("the nights before a run", () => {
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex"]) await createTestTenant(test.database, tenantId);
  });
  after(() => test.drop());

  const runsOf = () =>
    createRuns(
      test.database,
      { estimate: NEVER, start: NEVER, decideGate: NEVER, cancel: NEVER },
      () => new Date("2026-11-20T12:00:00Z"),
    );
  const historyOf = async (runId: string) => {
    const run = await test.database.withTenant("acme", (transaction) =>
      findRunRow(transaction, "acme", runId),
    );
    if (run === null) throw new Error("the run is there");
    return runsOf().readHistory(run);
  };

  it("are those that began earlier, of this tenant alone", async () => {
    for (const [tenantId, day] of [
      ["acme", "17"],
      ["acme", "18"],
      ["globex", "18"],
      ["acme", "20"],
    ] as const) {
      await writeRun(test.database, tenantId, { startedAt: new Date(`2026-11-${day}T02:00:00Z`) });
    }
    const { runId } = await writeRun(test.database, "acme", { startedAt: new Date("2026-11-19T02:00:00Z") });
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        `update enrichment_runs set ended_at = started_at + interval '1 minute', cost_nano_usd = 2000000000
         where tenant_id = 'acme'`,
      ),
    );
    const history = await historyOf(runId);
    expect(history?.nights.map(({ runDate }) => runDate)).to.deep.equal([
      "2026-11-17",
      "2026-11-18",
      "2026-11-19",
    ]);
    expect(history?.comparison.nights).to.equal("last 2 nights");
    expect(history?.comparison.figures.slice(0, 2)).to.deep.equal([
      { name: "took", unit: "ms", own: 60_000, median: 60_000, lowest: 60_000, highest: 60_000 },
      { name: "cost", unit: "usd", own: 2, median: 2, lowest: 2, highest: 2 },
    ]);
  });

  it("are told with what the month has cost so far, day by day", async () => {
    const { nights, month } = await runsOf().readVendors("acme");
    expect(nights.map(({ runDate }) => runDate)).to.deep.equal([
      "2026-11-17",
      "2026-11-18",
      "2026-11-19",
      "2026-11-20",
    ]);
    expect(month).to.have.length(30);
    expect(month.slice(15, 21).map(({ costUsd }) => costUsd)).to.deep.equal([0, 2, 2, 2, 2, null]);
  });

  it("are not looked for while the run is in progress", async () => {
    const { runId } = await writeRun(test.database, "acme", { status: "running" });
    expect(await historyOf(runId)).to.equal(null);
  });
});
