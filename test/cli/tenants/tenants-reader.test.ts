import { expect } from "chai";
import { Client } from "pg";
import { errorCode } from "../../../src/errors.ts";
import { storeRun, storeSamples } from "../../alerts/stored-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

const NIGHT = new Date("2026-11-21T17:00:00Z");

/** What a reader may select from. */
const VIEWS = [
  "agent_days",
  "alerts",
  "qa_samples",
  "run_metrics",
  "run_stages",
  "run_vendors",
  "run_verdicts",
  "runs",
  "tenant",
];

describe("a tenant's reader", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  const open: Client[] = [];

  before(async () => {
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex"]) {
      await createTestTenant(test.database, tenantId);
      const runId = await storeRun(test.database, {
        tenantId,
        startedAt: NIGHT,
        stages: { crawl: { success: 3, error: 1 } },
        vendors: { lusha: { calls: 4, costNanoUsd: 2_000_000_000 } },
        metrics: { candidates_selected: 4 },
      });
      await storeSamples(test.database, { tenantId, runId }, ["pass", "fail", null], NIGHT);
    }
    await test.database.withService((transaction) =>
      transaction.query(
        `insert into alerts (tenant_id, rule_id, subject, fingerprint, severity, state, summary, fired_at, last_seen_at)
           select tenant_id, 'CR-02', 's', 'f', 'low', 'firing', 's', now(), now() from tenants`,
      ),
    );
    await test.database.withService((transaction) =>
      transaction.query(
        "insert into agent_daily_metrics (tenant_id, agent_id, date) select tenant_id, 'triage', current_date from tenants",
      ),
    );
  });

  after(async () => {
    await Promise.all(open.map((client) => client.end()));
    const { rows } = await asSuperuser(
      "select rolname from pg_roles where rolname like 'nightshift_reader_%'",
    );
    for (const { rolname } of rows) await asSuperuser(`drop owned by ${rolname}; drop role ${rolname}`);
    await test.drop();
  });

  /** As an installation whose migrations run as somebody who may create roles. */
  const cli = (url: string) =>
    createCli("tenants", () => test, {
      environment: {
        DATABASE_URL: test.urls.app,
        DATABASE_SERVICE_URL: test.urls.service,
        MIGRATION_DATABASE_URL: url,
        SECRETS_KEY: "5".repeat(64),
      },
    });

  async function asSuperuser(sql: string): Promise<{ rows: { rolname: string }[] }> {
    const client = new Client({ connectionString: test.urls.superuser });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  /** Runs the command and signs in as the role it printed. */
  async function read(out: string): Promise<{ client: Client; user: string }> {
    const [host, port, database, user, password] = (out.trimEnd().split("\n").at(-1) ?? "")
      .trim()
      .split(/\s+/);
    const client = new Client({ host, port: Number(port), database, user, password });
    await client.connect();
    open.push(client);
    return { client, user: user ?? "" };
  }

  const signIn = async (tenantId: string) => read((await cli(test.urls.superuser)("reader", tenantId)).out);

  const codeOf = (client: Client, sql: string) => client.query(sql).then(() => "done", errorCode);
  const tenantsSeen = async (client: Client) =>
    (await client.query<{ tenant_id: string }>("select tenant_id from tenant")).rows.map(
      (row) => row.tenant_id,
    );

  it("sees its own tenant in every view, and only there", async () => {
    const acme = await signIn("acme");
    const globex = await signIn("globex");
    for (const [{ client }, tenantId] of [
      [acme, "acme"],
      [globex, "globex"],
    ] as const) {
      expect(await tenantsSeen(client)).to.deep.equal([tenantId]);
      for (const view of VIEWS) {
        const { rows } = await client.query<{ rows: number }>(`select count(*)::int as rows from ${view}`);
        expect(rows, view).to.deep.equal([{ rows: view === "qa_samples" ? 3 : 1 }]);
      }
    }
    const runsOf = async ({ client }: { client: Client }) =>
      (await client.query<{ run_id: string }>("select run_id from runs")).rows.map((row) => row.run_id);
    expect(await runsOf(acme)).to.not.deep.equal(await runsOf(globex));
  });

  it("sees it still after whatever it sets", async () => {
    const { client, user } = await signIn("acme");
    const other = await signIn("globex");
    for (const sql of [
      "set app.tenant_id = 'globex'",
      "select set_config('app.tenant_id', 'globex', false)",
      "set search_path = public, reports",
    ]) {
      expect(await codeOf(client, sql), sql).to.equal("done");
      expect((await client.query("select tenant_id from reports.tenant")).rows, `after ${sql}`).to.deep.equal(
        [{ tenant_id: "acme" }],
      );
    }
    for (const role of [other.user, "nightshift_app", "nightshift_service", "nightshift_owner", "postgres"]) {
      expect(await codeOf(client, `set role ${role}`), role).to.equal("42501");
      expect(await codeOf(client, `set session authorization ${role}`), role).to.equal("42501");
    }
    await client.query(`set session authorization ${user}`);
    await client.query("set row_security = off");
    expect(await codeOf(client, "select * from reports.tenant")).to.equal("42501");
    await client.query("reset row_security");
    await client.query("begin; set local app.tenant_id = 'globex'");
    expect((await client.query("select distinct tenant_id from reports.tenant")).rows).to.deep.equal([
      { tenant_id: "acme" },
    ]);
    await client.query("rollback");
  });

  it("can write nothing, not even which tenant it reads", async () => {
    const { client, user } = await signIn("acme");
    await client.query("set default_transaction_read_only = off");
    for (const sql of [
      "select * from public.report_readers",
      `update public.report_readers set tenant_id = 'globex' where role_name = '${user}'`,
      `insert into public.report_readers (tenant_id, role_name) values ('globex', '${user}')`,
      "delete from public.report_readers",
      "update reports.runs set status = 'failed'",
      "insert into reports.tenant (tenant_id, name, timezone) values ('x', 'x', 'UTC')",
      "create view reports.mine as select 1",
      "create table public.mine (n int)",
      "create schema mine",
      "create role mine",
      `alter role ${user} bypassrls`,
    ])
      expect(await codeOf(client, sql), sql).to.be.oneOf(["42501", "55000"]);
  });

  it("reaches no other table, view or function of ours, nor the queue's", async () => {
    const { client } = await signIn("acme");
    const { rows: relations } = await client.query<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
         and has_schema_privilege(n.oid, 'usage') and case when c.relkind = 'S' then has_sequence_privilege(c.oid, 'usage, select, update')
           else has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger') or has_any_column_privilege(c.oid, 'select, insert, update, references') end
       order by 1`,
    );
    expect(relations.map(({ name }) => name)).to.deep.equal(VIEWS.map((view) => `reports.${view}`));
    const { rows: functions } = await client.query(
      `select p.oid::regprocedure as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname not in ('pg_catalog', 'information_schema')
         and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')`,
    );
    expect(functions).to.deep.equal([]);
    expect(await codeOf(client, "select * from public.enrichment_runs")).to.equal("42501");
    expect(await codeOf(client, "select public.find_user_tenants('U1')")).to.equal("42501");
  });

  it("is told by no function of its own what the view holds back", async () => {
    const { client } = await signIn("acme");
    await client.query("set default_transaction_read_only = off");
    const notices: string[] = [];
    client.on("notice", ({ message }) => notices.push(message ?? ""));
    const made = await codeOf(
      client,
      `create function pg_temp.tell(text) returns boolean language plpgsql cost 0.0000001 as
         $$ begin raise notice '%', $1; return true; end $$`,
    );
    if (made === "done") await client.query("select * from reports.runs where pg_temp.tell(run_id::text)");
    else expect(made).to.equal("42501");
    expect(notices.length).to.be.at.most(1);
  });

  it("has a time limit and a few connections, signs in with SCRAM, and is named for nobody", async () => {
    const { client, user } = await signIn("acme");
    const show = async (name: string) => (await client.query<Record<string, string>>(`show ${name}`)).rows[0];
    expect(await show("statement_timeout")).to.deep.equal({ statement_timeout: "15s" });
    expect(await show("default_transaction_read_only")).to.deep.equal({
      default_transaction_read_only: "on",
    });
    await client.query("set statement_timeout = '50ms'");
    expect(await codeOf(client, "select pg_sleep(5)")).to.equal("57014");
    expect(user).to.match(/^nightshift_reader_[0-9a-f]{12}$/);
    const { rows } = await client.query(
      "select rolconnlimit, rolinherit from pg_roles where rolname = session_user",
    );
    expect(rows).to.deep.equal([{ rolconnlimit: 8, rolinherit: false }]);
  });

  it("gets a new password when it is asked for again, and the old one does not do", async () => {
    const first = await cli(test.urls.superuser)("reader", "acme");
    const second = await cli(test.urls.superuser)("reader", "acme");
    const { user } = await read(second.out);
    expect(first.out).to.include(user);
    expect(await read(first.out).then(() => "in", errorCode)).to.equal("28P01");
    const acts = await test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>(
        "select distinct action, subject from audit_log where action like 'reader.%'",
      ),
    );
    expect(acts).to.deep.equal([{ action: "reader.create", subject: user }]);
  });

  it("is made by the SQL that is shown where the owner may not create roles", async () => {
    await createTestTenant(test.database, "initech");
    const { out, message } = await cli(test.urls.owner)("reader", "initech");
    expect(message).to.include("Run this SQL by hand");
    const sql = out.slice(0, out.indexOf("HOST"));
    expect(sql).to.match(/-- As an administrator of the server[\s\S]*-- As the owner of the database/);
    const password = out.trim().split(/\s+/).at(-1) ?? "";
    expect(sql).to.not.include(password);
    await asSuperuser(sql);
    const { client } = await read(out);
    expect(await tenantsSeen(client)).to.deep.equal(["initech"]);
  });

  it("sees nothing from the moment it is removed, and is gone", async () => {
    const { client, user } = await signIn("globex");
    const { out } = await cli(test.urls.superuser)("reader", "globex", "--remove");
    expect(out).to.equal(`${user} sees nothing of globex any more.\n`);
    expect(await codeOf(client, "select * from reports.tenant")).to.equal("42501");
    const again = await cli(test.urls.superuser)("reader", "globex", "--remove");
    expect(again.out).to.equal("globex had no reader.\n");
    expect((await client.query("select from pg_roles where rolname = $1", [user])).rowCount).to.equal(0);
  });

  it("leaves the other roles with nothing to see in the reports", async () => {
    const seen = await test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select has_schema_privilege('reports', 'usage') as may"),
    );
    expect(seen).to.deep.equal([{ may: false }]);
  });

  it("needs a tenant that is there, and a role that may change the database", async () => {
    expect((await cli(test.urls.superuser)("reader", "nobody")).code).to.equal(3);
    const none = createCli("tenants", () => test, {
      environment: {
        DATABASE_URL: test.urls.app,
        DATABASE_SERVICE_URL: test.urls.service,
        SECRETS_KEY: "5".repeat(64),
      },
    });
    expect((await none("reader", "acme")).message).to.include("MIGRATION_DATABASE_URL");
  });
});
