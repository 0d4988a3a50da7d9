import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { readEnvironment } from "../../../src/config/environment.ts";
import { withClient } from "../../../src/database/embedded/server/with-client.ts";
import { removeExpired } from "../../../src/runner/upkeep/remove-expired.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const DAY_MS = 86_400_000;
const environment = readEnvironment({});

describe("removeExpired", () => {
  let test: TestDatabase;
  const run = { ended: randomUUID(), running: randomUUID() };
  const at = new Date();
  const clock = () => at;
  const daysAgo = (days: number) => new Date(at.getTime() - days * DAY_MS);

  beforeEach(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex", { retention: { qaDays: 10, corporaDays: 3 } });
    for (const tenant of ["acme", "globex"]) {
      await test.database.withTenant(tenant, async (transaction) => {
        for (const [name, runId] of Object.entries(run)) {
          await transaction.query(
            `insert into enrichment_runs (tenant_id, run_id, agent_id, status, trigger, run_date, trace_id, started_at, manifest)
             values ($1, $2, 'nightly', $3, 'cli', current_date, 'trace', now(), '{}')`,
            [tenant, runId, name === "ended" ? "succeeded" : "running"],
          );
          for (const days of [1, 5, 29, 31, 89, 91]) {
            await transaction.query(
              `insert into corpora (tenant_id, run_id, company_id, source, content_hash, body, created_at)
               values ($1, $2, $3, 'crawl', 'hash', 'text', $4)`,
              [tenant, runId, randomUUID(), daysAgo(days)],
            );
            const companyId = randomUUID();
            await transaction.query(
              `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks, created_at)
               values ($1, $2, $3, 1, 'High', 1, '[]', $4)`,
              [tenant, runId, companyId, daysAgo(days)],
            );
            await transaction.query(
              `insert into company_checks (tenant_id, run_id, company_id, checks, is_flawless, checked_at)
               values ($1, $2, $3, '{}', true, $4)`,
              [tenant, runId, companyId, daysAgo(days)],
            );
            await transaction.query(
              "insert into qa_verdicts (tenant_id, run_id, company_id, result, actor) values ($1, $2, $3, 'pass', 'U1')",
              [tenant, runId, companyId],
            );
          }
        }
      });
    }
  });

  afterEach(() => test.drop());

  const left = async (tenantId: string) => {
    const [row] = await test.database.withTenant(tenantId, (transaction) =>
      transaction.query<unknown[]>(
        `select (select count(*)::int from qa_samples) as samples,
           (select count(*)::int from company_checks) as checks, (select count(*)::int from qa_verdicts) as verdicts,
           (select count(*)::int from corpora) as corpora, (select count(body)::int from corpora) as texts`,
      ),
    );
    return row;
  };

  it("keeps each tenant's samples and texts for its own windows, after a dry run that says the same and removes nothing", async () => {
    const dependencies = { database: test.database, environment, clock };
    const before = await left("acme");
    const planned = await removeExpired(dependencies, { dryRun: true });
    expect(await left("acme")).to.deep.equal(before);
    expect(await removeExpired(dependencies)).to.deep.equal(planned);
    expect(planned).to.deep.equal({
      eventPartitions: 0,
      partitionsInUse: 0,
      stagedRows: 0,
      unreadable: [],
      tenants: [
        { tenantId: "acme", qaSamples: 2, corpora: 6, texts: 3 },
        { tenantId: "globex", qaSamples: 8, corpora: 10, texts: 1 },
      ],
    });
    expect(await left("acme")).to.deep.equal({ samples: 10, checks: 10, verdicts: 10, corpora: 6, texts: 3 });
    expect(await left("globex")).to.deep.equal({ samples: 4, checks: 4, verdicts: 4, corpora: 2, texts: 1 });
    expect(
      (await removeExpired(dependencies)).tenants.flatMap(({ corpora, texts }) => [corpora, texts]),
    ).to.deep.equal([0, 0, 0, 0]);
  });

  it("leaves a tenant alone whose policy cannot be read, and names it", async () => {
    await test.database.withTenant("globex", (transaction) =>
      transaction.query(`update tenant_policies set policy = '{"retention": "long"}'`),
    );
    const before = await left("globex");
    const report = await removeExpired({ database: test.database, environment, clock });
    expect(report.unreadable).to.deep.equal(["globex"]);
    expect(report.tenants.map(({ tenantId }) => tenantId)).to.deep.equal(["acme"]);
    expect(await left("globex")).to.deep.equal(before);
  });

  it("leaves the texts of ended runs alone where they are kept", async () => {
    const keeping = readEnvironment({ PERSIST_CRAWL_CORPUS: "true" });
    await removeExpired({ database: test.database, environment: keeping, clock });
    expect(await left("acme")).to.include({ corpora: 6, texts: 6 });
  });

  it("drops the partitions of nights before the window, and forgets domains at rest", async () => {
    await test.database.withService((transaction) =>
      transaction.query(
        "insert into rate_leases values ('old.example', now() - interval '2 days', now() - interval '2 days'), ('new.example', now(), now() - interval '25 hours')",
      ),
    );
    const partitions = async () => {
      const [row] = await test.database.withService((transaction) =>
        transaction.query<{ count: number; first: string }[]>(
          `select count(*)::int as count, min(right(c.relname, 8)) as first from pg_inherits i join pg_class c on c.oid = i.inhrelid
           where i.inhparent = 'run_event_logs'::regclass and c.relname ~ '[0-9]{8}$'`,
        ),
      );
      return row;
    };
    const nightOf = (daysAgo: number) => new Date(at.getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10);
    await withClient(test.urls.owner, async (owner) => {
      for (const daysAgo of [4, 3, 2])
        await owner.query(
          `create table run_event_logs_${nightOf(daysAgo).replaceAll("-", "")} partition of run_event_logs
           for values from ('${nightOf(daysAgo)}') to ('${nightOf(daysAgo - 1)}')`,
        );
    });
    const before = await partitions();
    const short = readEnvironment({ EVENT_RETENTION_DAYS: "2" });
    const dependencies = { database: test.database, environment: short, clock };
    expect(await removeExpired(dependencies, { dryRun: true })).to.include({ eventPartitions: 2 });
    await withClient(test.urls.owner, async (reader) => {
      await reader.query("begin");
      await reader.query(`select count(*) from run_event_logs_${nightOf(4).replaceAll("-", "")}`);
      expect(await removeExpired(dependencies)).to.include({ eventPartitions: 0, partitionsInUse: 2 });
      await reader.query("rollback");
    });
    expect(await removeExpired(dependencies)).to.include({ eventPartitions: 2, partitionsInUse: 0 });
    const noted = await test.database.withService((transaction) =>
      transaction.query<{ detail: object }[]>(
        "select detail from audit_log where tenant_id = 'platform' and action = 'retention.remove'",
      ),
    );
    expect(noted).to.deep.equal([{ detail: { eventPartitions: 2, stagedRows: 0 } }]);
    const after = await partitions();
    expect((before?.count ?? 0) - (after?.count ?? 0)).to.equal(2);
    expect(after?.first).to.equal(nightOf(2).replaceAll("-", ""));
    const domains = await test.database.withService((transaction) =>
      transaction.query<unknown[]>("select domain from rate_leases"),
    );
    expect(domains).to.deep.equal([]);
  });

  it("removes imported rows of all tenants after 30 days", async () => {
    for (const tenantId of ["acme", "globex"])
      await test.database.withTenant(tenantId, async (transaction) => {
        for (const days of [29, 31])
          await transaction.query(
            "insert into staging_companies (tenant_id, import_id, line, name, imported_at) values ($1, $2, 2, $3, $4)",
            [tenantId, randomUUID(), `of day ${days}`, daysAgo(days)],
          );
      });
    const dependencies = { database: test.database, environment, clock };
    expect(await removeExpired(dependencies, { dryRun: true })).to.include({ stagedRows: 2 });
    expect(await removeExpired(dependencies)).to.include({ stagedRows: 2 });
    const names = await test.database.withService((transaction) =>
      transaction.query<unknown[]>("select tenant_id, name from staging_companies order by tenant_id"),
    );
    expect(names).to.deep.equal([
      { tenant_id: "acme", name: "of day 29" },
      { tenant_id: "globex", name: "of day 29" },
    ]);
  });

  it("empties the inbox of Slack's requests after two days", async () => {
    const keys = () =>
      test.database.withService(async (transaction) =>
        (
          await transaction.query<{ key: string }[]>("select delivery_key as key from slack_inbox order by 1")
        ).map(({ key }) => key),
      );
    await test.database.withService(async (transaction) => {
      for (const [key, days] of [
        ["new", 1.99],
        ["old", 2.01],
      ] as const) {
        await transaction.query("insert into slack_inbox (delivery_key, received_at) values ($1, $2)", [
          key,
          daysAgo(days),
        ]);
      }
    });
    await removeExpired({ database: test.database, environment, clock });
    expect(await keys()).to.deep.equal(["new"]);
  });
});
