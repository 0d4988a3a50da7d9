import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { insertTenant } from "../../../src/database/tenants/tenant-admin-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

const Line = z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) });
const RUN = "00000000-0000-4000-8000-000000000009";

describe("tenants remove", () => {
  let test: TestDatabase;
  let file: string;
  const cli = createCli("tenants", () => test);
  const rows = <Row>(sql: string) =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql));

  /** How many rows of a tenant each table has, without tables that have none. */
  async function countRows(tenantId: string): Promise<Record<string, number>> {
    const tables = await rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
         and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await rows<{ count: number }>(
        `select count(*)::int as count from ${name} where tenant_id = '${tenantId}'`,
      );
      if ((row?.count ?? 0) > 0) counts[name] = row?.count ?? 0;
    }
    return counts;
  }

  beforeEach(async function () {
    this.timeout(60_000);
    file = join(mkdtempSync(join(tmpdir(), "nightshift-remove-")), "acme.jsonl");
    test = await createTestDatabase();
    await createTestTenant(test.database, "globex");
    for (const tenantId of ["acme", "globex"]) {
      await test.database.withTenant(tenantId, async (transaction) => {
        await insertTenant(transaction, { tenantId, name: tenantId, timezone: "UTC" });
        for (const statement of [
          "insert into companies (tenant_id, natural_key, name) values ($1, 'a', 'Kestrel')",
          "insert into contacts (tenant_id, company_id, first_name, last_name, source) select $1, company_id, 'Jo', 'Lee', 'site' from companies",
          `insert into enrichment_runs (tenant_id, run_id, agent_id, run_date, started_at, status, trigger, trace_id, manifest)
           values ($1, '${RUN}', 'nightly', current_date, now(), 'succeeded', 'cli', repeat('a', 32), '{}')`,
          `insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, event, status, trace_id, ts)
           values ($1, current_date, gen_random_uuid(), '${RUN}', 'run_started', 'running', repeat('a', 32), now())`,
          `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks)
           select $1, '${RUN}', company_id, 1, 'High', 1, '{}' from companies`,
          `insert into qa_verdicts (tenant_id, run_id, company_id, result, actor) select $1, '${RUN}', company_id, 'pass', 'U1' from companies`,
          "insert into audit_log (tenant_id, actor, action, subject) values ($1, 'cli', 'x', 'y')",
          "insert into schedules (tenant_id, schedule_id, name, cron, timezone) values ($1, 'night', 'Night', '0 1 * * *', 'UTC')",
          `insert into odoo_connections (tenant_id, base_url, database, api_key_sealed) values ($1, 'https://odoo.example', 'd', 'sealed-secret')`,
        ]) {
          await transaction.query(statement, [tenantId]);
        }
      });
    }
  });
  afterEach(() => test.drop());

  it("writes all that there is to a file of its own, without secrets, and leaves no row, and nobody else's gone", async () => {
    const [before, others] = [await countRows("acme"), await countRows("globex")];
    expect(Object.keys(before)).to.include.members([
      "run_event_logs",
      "qa_verdicts",
      "audit_log",
      "schedules",
    ]);
    const { code, out, message } = await cli("remove", "acme", "--export", file, "--confirm", "acme");
    expect(code, message).to.equal(0);
    expect(out).to.match(/^Removed tenant acme/);
    expect(message).to.match(/Odoo.*Slack.*backups/);
    expect(await countRows("acme")).to.deep.equal({});
    expect(await countRows("globex")).to.deep.equal(others);

    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const [head = "", ...lines] = readFileSync(file, "utf8").trim().split("\n");
    expect(JSON.parse(head)).to.include({ tenant_id: "acme" });
    const counts: Record<string, number> = {};
    for (const line of lines) {
      const { table, row } = Line.parse(JSON.parse(line));
      expect(row["tenant_id"]).to.equal("acme");
      counts[table] = (counts[table] ?? 0) + 1;
    }
    expect(counts).to.deep.equal(before);
    expect(lines.join("\n")).not.to.include("sealed-secret");
    const audited = await rows<{ tenant: string; subject: string }>(
      "select tenant_id as tenant, subject from audit_log where action = 'tenant.remove'",
    );
    expect(audited).to.deep.equal([{ tenant: "platform", subject: "acme" }]);
    expect(await cli("show", "acme")).to.include({ code: 3 });
  });

  const refused: [what: string, args: (file: string) => string[], code: number, message: RegExp][] = [
    ["without a confirmation", () => ["--export", "/tmp/never"], 2, /--confirm acme/],
    ["when another id is typed", (to) => ["--export", to, "--confirm", "globex"], 2, /Nothing was removed/],
    [
      "when the file cannot be written",
      () => ["--export", "/nowhere/acme", "--confirm", "acme"],
      2,
      /Nothing was removed/,
    ],
  ];
  for (const [what, args, code, text] of refused) {
    it(`removes nothing ${what}`, async () => {
      const before = await countRows("acme");
      const end = await cli("remove", "acme", ...args(file));
      expect(end.code).to.equal(code);
      expect(end.message).to.match(text);
      expect(await countRows("acme")).to.deep.equal(before);
      expect(existsSync(file)).to.equal(false);
    });
  }

  it("overwrites no file, and removes nothing while a run is in progress", async () => {
    writeFileSync(file, "mine");
    expect(await cli("remove", "acme", "--export", file, "--confirm", "acme")).to.include({ code: 2 });
    expect(readFileSync(file, "utf8")).to.equal("mine");
    await rows("update enrichment_runs set status = 'running' where tenant_id = 'acme'");
    const before = await countRows("acme");
    const end = await cli("remove", "acme", "--export", `${file}.2`, "--confirm", "acme");
    expect(end.code).to.equal(4);
    expect(end.message).to.match(/in progress/);
    expect(await countRows("acme")).to.deep.equal(before);
    expect(readdirSync(join(file, ".."))).to.deep.equal(["acme.jsonl"]);
    const [tenant] = await rows<{ active: boolean }>("select active from tenants where tenant_id = 'acme'");
    expect(tenant?.active).to.equal(true);
  });

  it("knows no tenant that there is not", async () => {
    expect(await cli("remove", "nope", "--export", file, "--confirm", "nope")).to.include({ code: 3 });
  });
});
