import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { EnrichmentRun } from "../../../src/entities/enrichment-run.ts";
import { STAGES } from "../../../src/entities/stage-table.ts";
import {
  findRunByReference,
  findRunRow,
  listRuns,
  type RunQuery,
  readRunRecord,
} from "../../../src/observability/reads/run-read-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { writeRun } from "../write-run.ts";

/** Run ids whose beginnings are told apart by a digit. */
const id = (start: string) => `${start}${randomUUID().slice(start.length)}`;

describe("reading runs", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  let tenantId: string;
  beforeEach(async () => {
    tenantId = `tenant-${randomUUID().slice(0, 8)}`;
    await createTestTenant(test.database, tenantId);
  });

  const write = (runId: string, minute: number, status?: string) =>
    writeRun(test.database, tenantId, {
      runId,
      startedAt: new Date(Date.UTC(2026, 10, 22, 19, minute)),
      ...(status !== undefined && { status }),
    });
  const find = async (reference: string) => {
    const run = await test.database.withTenant(tenantId, (transaction) =>
      findRunByReference(transaction, tenantId, reference),
    );
    return run?.runId ?? null;
  };
  const list = (limit: number, after: RunQuery["after"]): Promise<EnrichmentRun[]> =>
    test.database.withTenant(tenantId, (transaction) =>
      listRuns(transaction, { tenantId, limit, ...(after !== undefined && { after }) }),
    );
  const pages = async (size: number): Promise<string[][]> => {
    const read: string[][] = [];
    let after: RunQuery["after"] = null;
    for (;;) {
      const page = await list(size, after);
      const last = page.at(-1);
      if (last === undefined) return read;
      read.push(page.map(({ runId }) => runId));
      after = { startedAt: last.startedAt, runId: last.runId };
    }
  };

  it("lists the newest first", async () => {
    const [old, newest, middle] = [randomUUID(), randomUUID(), randomUUID()];
    await write(old, 1);
    await write(newest, 3);
    await write(middle, 2);
    expect(await pages(10)).to.deep.equal([[newest, middle, old]]);
  });

  for (const size of [1, 2, 3, 7])
    it(`shows each run once in pages of ${size}, also where many began at the same moment`, async () => {
      const ids = Array.from({ length: 7 }, () => randomUUID());
      for (const [index, runId] of ids.entries()) await write(runId, index < 5 ? 10 : 20);
      const read = await pages(size);
      expect(read.slice(0, -1).every((page) => page.length === size)).to.equal(true);
      const expected = [...ids.slice(5).sort().reverse(), ...ids.slice(0, 5).sort().reverse()];
      expect(read.flat()).to.deep.equal(expected);
    });

  it("goes on where it was although newer runs began meanwhile", async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    await write(one, 1);
    await write(two, 2);
    const after = { startedAt: new Date(Date.UTC(2026, 10, 22, 19, 2)), runId: two };
    await write(randomUUID(), 3);
    const page = await test.database.withTenant(tenantId, (transaction) =>
      listRuns(transaction, { tenantId, limit: 10, after }),
    );
    expect(page.map(({ runId }) => runId)).to.deep.equal([one]);
  });

  it("shows a tenant's runs to nobody else, whatever tenant is asked for", async () => {
    const runId = randomUUID();
    await write(runId, 1);
    const other = `${tenantId}-other`;
    await createTestTenant(test.database, other);
    const seen = await test.database.withTenant(other, async (transaction) => [
      ...(await listRuns(transaction, { tenantId, limit: 10 })),
      await findRunRow(transaction, tenantId, runId),
      await findRunByReference(transaction, tenantId, runId),
      await findRunByReference(transaction, tenantId, "latest"),
    ]);
    expect(seen).to.deep.equal([null, null, null]);
  });

  it("tells the latest run to read from the latest rerun, the one in progress and the newest that has ended", async () => {
    const [night, rerun] = [id("bbbb1"), id("bbbb2")];
    await write(night, 1);
    await write(rerun, 2);
    await test.database.withTenant(tenantId, (transaction) =>
      transaction.query(
        `update enrichment_runs set manifest = manifest || '{"resumedFrom": {}}', status = 'running', ended_at = null
         where run_id = $1`,
        [rerun],
      ),
    );
    expect(await find("latest")).to.equal(night);
    expect(await find("latest-rerun")).to.equal(rerun);
    expect(await find("latest-running")).to.equal(rerun);
    expect(await find("latest-ended")).to.equal(night);
  });

  it("finds a run by its id, by the beginning of it in either case, and the latest", async () => {
    const [one, two] = [id("aaaa1"), id("aaaa2")];
    await write(one, 1);
    await write(two, 2);
    expect(await find(one)).to.equal(one);
    expect(await find("aaaa1")).to.equal(one);
    expect(await find("AAAA2")).to.equal(two);
    expect(await find(two.slice(0, 12))).to.equal(two);
    expect(await find("latest")).to.equal(two);
  });

  it("finds none where the beginning fits several, fits none, is too short, or is no id", async () => {
    await write(id("aaaa1"), 1);
    await write(id("aaaa2"), 2);
    for (const reference of [
      "aaaa",
      "bbbb",
      "aaa",
      "",
      "%%%%",
      "____",
      "aaaa%",
      "run one",
      "Latest",
      "-".repeat(37),
    ])
      expect(await find(reference), reference).to.equal(null);
  });

  it("has no latest run where there is none", async () => {
    expect(await find("latest")).to.equal(null);
  });

  it("reads a run with its stages in the order of the night, and vendors and metrics by name", async () => {
    const run = await write(randomUUID(), 1);
    const key = [tenantId, run.runId];
    const record = await test.database.withTenant(tenantId, async (transaction) => {
      await transaction.query(
        "insert into run_vendor_usage (tenant_id, run_id, vendor, calls) values ($1, $2, 'tavily', 1), ($1, $2, 'lusha', 9007199254740991)",
        key,
      );
      await transaction.query(
        "insert into run_metrics (tenant_id, run_id, name, value) values ($1, $2, 'b', null), ($1, $2, 'a', 0.25)",
        key,
      );
      const row = await findRunRow(transaction, tenantId, run.runId);
      if (row === null) throw new Error("the run is not there");
      return readRunRecord(transaction, row);
    });
    expect(record.run).to.include({ runId: run.runId, traceId: run.traceId, runDate: "2026-11-22" });
    expect(record.stages.map(({ stage }) => stage)).to.deep.equal([...STAGES]);
    expect(record.vendors.map(({ vendor, calls }) => [vendor, calls])).to.deep.equal([
      ["lusha", Number.MAX_SAFE_INTEGER],
      ["tavily", 1],
    ]);
    expect(record.metrics.map(({ name, value }) => [name, value])).to.deep.equal([
      ["a", 0.25],
      ["b", null],
    ]);
  });

  it("tells what a run does less of, and a forecast only while it is in progress", async () => {
    const run = await write(randomUUID(), 1);
    const read = (status: string) =>
      test.database.withTenant(tenantId, async (transaction) => {
        await transaction.query("update enrichment_runs set status = $2 where run_id = $1", [
          run.runId,
          status,
        ]);
        const row = await findRunRow(transaction, tenantId, run.runId);
        if (row === null) throw new Error("the run is not there");
        return readRunRecord(transaction, row);
      });
    await test.database.withTenant(tenantId, (transaction) =>
      transaction.query(
        `insert into run_degradations (tenant_id, run_id, degradation, reason, since)
         values ($1, $2, 'lusha_skipped', 'budget_spent', '2026-11-22T02:00:00Z')`,
        [tenantId, run.runId],
      ),
    );
    const running = await read("running");
    expect(running.degradations).to.deep.equal([
      { degradation: "lusha_skipped", reason: "budget_spent", since: new Date("2026-11-22T02:00:00Z") },
    ]);
    expect(running.forecast).to.deep.include({ spentNanoUsd: 0n });
    expect((await read("succeeded")).forecast).to.equal(null);
  });
});
