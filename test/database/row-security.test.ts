import { readFile } from "node:fs/promises";
import { expect } from "chai";
import fc from "fast-check";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

/** Tables that are the same for every tenant, or come before any tenant is known; everything else is a tenant's. */
const GLOBAL_TABLES = [
  "delivery_counts",
  "installation_keys",
  "login_links",
  "metric_totals",
  "page_sessions",
  "probe_results",
  "rate_leases",
  "runbook_proofs",
  "slack_channels",
  "slack_inbox",
  "slack_installation",
  "ssic_ref",
  "vendor_activity",
  "vendor_usage_readings",
  "worker_heartbeats",
];

describe("row-level security", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });

  after(() => test.drop());

  it("is forced on every relation granted to either role, but for the short list of global ones", async () => {
    const open = await test.database.withService((transaction) =>
      transaction.query<{ name: string }[]>(`
        select distinct c.relname as name from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
        where n.nspname = 'public' and c.relkind in ('r', 'p') and r.rolname in ('nightshift_app', 'nightshift_service')
          and not (c.relrowsecurity and c.relforcerowsecurity)
        order by 1`),
    );
    expect(open.map(({ name }) => name)).to.deep.equal(GLOBAL_TABLES);
    const document = await readFile("docs/decisions/row-level-security.md", "utf8");
    const listed = [...document.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(listed, "docs/decisions/row-level-security.md").to.deep.equal(GLOBAL_TABLES);
  });

  it("grants nothing on partitions, on the materialized view, or to everybody", async () => {
    const granted = await test.database.withService((transaction) =>
      transaction.query<{ name: string; grantee: string }[]>(`
        select c.relname as name, coalesce(r.rolname, 'public') as grantee from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          cross join lateral aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
        where n.nspname = 'public' and a.grantee <> c.relowner
          and (c.relispartition or c.relkind = 'm' or a.grantee = 0)`),
    );
    expect(granted).to.deep.equal([]);
  });

  it("shows no rows where no tenant is named, even on a connection that has named one before", async () => {
    await test.database.withTenant("acme", (transaction) => transaction.query("select 1"));
    const seen = await test.database.withTenant("", (transaction) =>
      transaction.query<{ count: number }[]>("select count(*)::int as count from tenants"),
    );
    expect(seen).to.deep.equal([{ count: 0 }]);
  });

  it("lets one tenant neither see, change, delete nor write another's rows", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("acme", "globex"),
        fc.string({ minLength: 1, maxLength: 20 }),
        async (writer, word) => {
          const other = writer === "acme" ? "globex" : "acme";
          const key = `key ${word.replaceAll("\0", "")}`;
          const insert = `insert into companies (tenant_id, natural_key, name) values ($1, $2, $2)
          on conflict (tenant_id, natural_key) do update set name = excluded.name`;
          await test.database.withTenant(writer, (transaction) => transaction.query(insert, [writer, key]));
          const counts = await test.database.withTenant(other, async (transaction) => {
            const read = await transaction.query<unknown[]>(
              "select 1 from companies where natural_key = $1 and tenant_id = $2",
              [key, writer],
            );
            const [, changed] = await transaction.query<[unknown, number]>(
              "update companies set name = 'x' where tenant_id = $1",
              [writer],
            );
            const [, removed] = await transaction.query<[unknown, number]>(
              "delete from companies where tenant_id = $1",
              [writer],
            );
            return { read: read.length, changed, removed };
          });
          expect(counts).to.deep.equal({ read: 0, changed: 0, removed: 0 });
          const refusal: unknown = await test.database
            .withTenant(other, (transaction) => transaction.query(insert, [writer, `${key} by ${other}`]))
            .catch((error: unknown) => error);
          expect(String(refusal)).to.include("row-level security");
          const kept = await test.database.withTenant(writer, (transaction) =>
            transaction.query<{ name: string }[]>("select name from companies where natural_key = $1", [key]),
          );
          expect(kept).to.deep.equal([{ name: key }]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("holds in the view of candidates, which shows each tenant its own after one refresh of both", async () => {
    for (const tenant of ["acme", "globex"]) {
      await test.database.withTenant(tenant, async (transaction) => {
        await transaction.query("insert into icp_rules (tenant_id, name) values ($1, 'everyone')", [tenant]);
        await transaction.query(
          "insert into companies (tenant_id, natural_key, name) values ($1, 'candidate', $1) on conflict do nothing",
          [tenant],
        );
      });
    }
    await test.database.withTenant("acme", (transaction) =>
      transaction.query("select refresh_icp_candidates()"),
    );
    for (const tenant of ["acme", "globex"]) {
      const rows = await test.database.withTenant(tenant, (transaction) =>
        transaction.query<{ name: string; owner: string }[]>(
          "select c.name, i.tenant_id as owner from icp_candidates i join companies c using (company_id) where c.natural_key = 'candidate'",
        ),
      );
      expect(rows).to.deep.equal([{ name: tenant, owner: tenant }]);
    }
    const direct: unknown = await test.database
      .withTenant("acme", (transaction) => transaction.query("select * from icp_candidate_companies"))
      .catch((error: unknown) => error);
    expect(String(direct)).to.include("permission denied");
  });

  it("keeps the application role out of the queue", async () => {
    const refusal: unknown = await test.database
      .withTenant("acme", (transaction) => transaction.query("select * from pgboss.job"))
      .catch((error: unknown) => error);
    expect(String(refusal)).to.include("permission denied for schema pgboss");
  });

  it("keeps the application role out of the domains' turns, which are every tenant's", async () => {
    const refusal = await test.database
      .withTenant("acme", (transaction) => transaction.query<unknown>("select * from rate_leases"))
      .catch((error: unknown) => error);
    expect(String(refusal)).to.include("permission denied for table rate_leases");
  });

  it("is not to be bypassed by either role", async () => {
    const roles = await test.database.withService((transaction) =>
      transaction.query<unknown[]>(`
        select rolname, rolsuper, rolbypassrls from pg_roles
        where rolname in ('nightshift_app', 'nightshift_service') order by 1`),
    );
    expect(roles).to.deep.equal([
      { rolname: "nightshift_app", rolsuper: false, rolbypassrls: false },
      { rolname: "nightshift_service", rolsuper: false, rolbypassrls: false },
    ]);
    const owned = await test.database.withService((transaction) =>
      transaction.query<unknown[]>(`
        select relname from pg_class c join pg_roles r on r.oid = c.relowner join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and r.rolname in ('nightshift_app', 'nightshift_service')`),
    );
    expect(owned).to.deep.equal([]);
  });
});
