import { tmpdir } from "node:os";
import { expect } from "chai";
import { z } from "zod";
import { withClient } from "../../../src/database/embedded/server/with-client.ts";
import { writeRun } from "../../observability/write-run.ts";
import { type Night, prepareNight, TENANT } from "../../support/night.ts";
import { runCli } from "../../support/run-cli.ts";

const Estimates = z.object({
  estimates: z.array(
    z.object({ vendor: z.string(), cost_usd: z.object({ expected: z.number() }).nullable() }),
  ),
});

describe("a dry run", function () {
  this.timeout(60_000);
  let night: Night;

  before(async () => {
    night = await prepareNight();
    // One runner comes and goes, so that the queue's tables are there to be written to.
    await (await night.startRunner()).stop();
    // Whoever connects first keeps the installation's key for the hashes of addresses.
    expect((await runCli(tmpdir(), night.settings, ["tenants", "list"])).code).to.equal(0);
  });
  after(() => night.close());

  /** Of every table there is, the queue's and the partitions included: how many rows, and the newest transaction in them. */
  function readTables() {
    return withClient(night.urls.superuser, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
         order by 1`,
      );
      const contents: Record<string, unknown> = {};
      for (const { name } of tables) {
        const { rows } = await client.query<{ rows: string; newest: string | null }>(
          `select count(*) as rows, max(xmin::text::bigint) as newest from ${name}`,
        );
        contents[name] = rows[0];
      }
      return contents;
    });
  }

  const dryRun = (...args: string[]) =>
    runCli(tmpdir(), { ...night.settings, LOG_LEVEL: "debug" }, [
      "run",
      "--tenant",
      TENANT,
      "--dry-run",
      ...args,
    ]);

  it("writes to no table, calls nobody, and says what the run would do and cost", async () => {
    const before = await readTables();
    expect(Object.keys(before)).to.include.members([
      "public.vendor_ledger",
      "public.audit_log",
      "public.worker_heartbeats",
      "pgboss.queue",
    ]);
    const calls = night.town.calls().length;
    const { code, out, err } = await dryRun("--cap", "7", "--skip-vendors", "lusha");
    expect(code, err).to.equal(0);
    expect(await readTables()).to.deep.equal(before);
    expect(night.town.calls()).to.have.length(calls);
    expect(out)
      .to.include("would work on 7 companies of 60 candidates")
      .and.include("60 of 60 companies fit the profile")
      .and.match(/lusha +be skipped: left out on request/)
      .and.match(/Estimated cost: \$\d+\.\d\d/);
  });

  it("says as JSON what the manifest of the run would be", async () => {
    const { out } = await dryRun("--cap", "7", "--json");
    const plan: unknown = JSON.parse(out);
    expect(plan).to.have.nested.property("manifest.cap", 7);
    expect(plan).to.have.nested.property("cost_usd.high").that.is.greaterThan(0);
  });

  it("knows no cost of calls that had no price in earlier runs, and the cost of those that had", async () => {
    const earlier = async (startedAt: string, costNanoUsd: bigint, unpricedCalls: number) => {
      const { runId } = await writeRun(night.database, TENANT, { startedAt: new Date(startedAt) });
      await night.rows(
        `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome)
         select tenant_id, $1, 'select_targets', company_id, 0, 'success' from companies limit 10`,
        [runId],
      );
      await night.rows(
        `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, cost_nano_usd, unpriced_calls)
         values ('acme', $1, 'openai', 10, $2, $3), ('acme', $1, 'zerobounce', 10, 1000000000, 0)`,
        [runId, costNanoUsd, unpricedCalls],
      );
    };
    const costs = async () => {
      const { out } = await dryRun("--cap", "10", "--json");
      const { estimates } = Estimates.parse(JSON.parse(out));
      return ["openai", "zerobounce"].map(
        (wanted) => estimates.find(({ vendor }) => vendor === wanted)?.cost_usd?.expected ?? null,
      );
    };
    await earlier("2026-11-20T00:00:00Z", 3n, 9);
    expect(await costs()).to.deep.equal([null, 1]);
    expect((await dryRun("--cap", "10")).out).to.match(/openai +10 +no price +history/);
    await earlier("2026-11-21T00:00:00Z", 2_000_000_000n, 0);
    expect(await costs()).to.deep.equal([2, 1]);
  });

  it("refuses what the run would refuse", async () => {
    const { code, err } = await dryRun("--skip-vendors", "ouija");
    expect(code).to.equal(2);
    expect(err).to.match(/^--skip-vendors: "ouija" is unknown\. Expected: tavily, openai, lusha/);
  });
});
