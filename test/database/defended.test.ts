import { expect } from "chai";
import { createOwnRule } from "../../src/alerts/settings/own-rule-store.ts";
import { OWNER_LIMITS, SESSION_LIMITS } from "../../src/database/embedded/server/session-limits.ts";
import { errorCode } from "../../src/errors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const RUN = "0b5c7f3e-8a64-4d1b-9d53-000000000001";
const COMPANY = "0b5c7f3e-8a64-4d1b-9d53-000000000002";
const ALERT = "0b5c7f3e-8a64-4d1b-9d53-000000000003";

describe("the database", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  const asService = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql, values));
  const asApp = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, values));
  const codeOf = (work: Promise<unknown>) => work.then(() => "done", errorCode);

  describe("bounds what the functions of its owner take", () => {
    for (const call of [
      "ensure_event_partitions(100000)",
      "ensure_event_partitions(91)",
      "ensure_event_partitions(-1)",
      "ensure_event_partitions(null)",
      "drop_event_partitions('infinity')",
      "drop_event_partitions('-infinity')",
      "drop_event_partitions(current_date)",
      "drop_event_partitions(null)",
      "forget_refusals(now(), 10)",
      "forget_refusals('infinity', 10)",
      "forget_refusals(null, 10)",
      "forget_refusals(now() - interval '2 days', 1000000)",
      "forget_refusals(now() - interval '2 days', null)",
      `note_refusal('acme', gen_random_uuid(), 'cli', 'x', 'x', '{}', 1, now())`,
      `note_refusal('acme', gen_random_uuid(), 'cli', 'x', 'x', '{"refused": true}', 0, now())`,
      `note_refusal('acme', gen_random_uuid(), 'cli', 'x', 'x', '{"refused": true}', 1, 'infinity')`,
    ]) {
      it(call, async () => {
        expect(await codeOf(asService(`select ${call}`))).to.equal("22023");
      });
    }

    it("and still makes and drops partitions", async () => {
      await asService("select ensure_event_partitions(90)");
      const [made] = await asService<{ made: number }>("select ensure_event_partitions(90) as made");
      expect(made).to.deep.equal({ made: 0 });
      const [dropped] = await asService<{ dropped: number }>(
        "select drop_event_partitions(current_date - 1) as dropped",
      );
      expect(dropped).to.deep.equal({ dropped: 0 });
    });

    it("and takes no temporary table for a partition", async () => {
      const night = "run_event_logs_20991231";
      await test.database.withService(async (transaction) => {
        await transaction.query(
          `select 'create temp table run_event_logs_' || to_char(current_date + 90, 'YYYYMMDD') || ' (n int)'`,
        );
        await transaction.query(`create temp table ${night} (n int) on commit drop`);
        const [seen] = await transaction.query<{ seen: unknown }[]>(
          `select to_regclass('public.${night}') as seen`,
        );
        expect(seen).to.deep.equal({ seen: null });
      });
    });
  });

  it("keeps verdicts and transitions when their parents are deleted, and takes none without a parent", async () => {
    await asService(
      `insert into enrichment_runs (tenant_id, run_id, agent_id, run_date, trigger, trace_id, status, manifest, started_at)
       values ('acme', $1, 'nightly', current_date, 'manual', 'x', 'succeeded', '{}', now())`,
      [RUN],
    );
    await asApp(
      `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks)
       values ('acme', $1, $2, 1, 'High', 1, '{}')`,
      [RUN, COMPANY],
    );
    const verdict = (company: string) =>
      asApp(
        "insert into qa_verdicts (tenant_id, run_id, company_id, result, actor) values ('acme', $1, $2, 'pass', 'slack:U1')",
        [RUN, company],
      );
    await verdict(COMPANY);
    expect(await codeOf(verdict(ALERT))).to.equal("23503");
    await asApp(
      `insert into alerts (tenant_id, alert_id, rule_id, subject, fingerprint, severity, state, summary, fired_at, last_seen_at)
       values ('acme', $1, 'CR-02', 's', 'f', 'low', 'firing', 's', now(), now())`,
      [ALERT],
    );
    const transition = (alert: string) =>
      asApp(
        `insert into alert_transitions (tenant_id, alert_id, version, to_state, reason, actor, at)
         values ('acme', $1, 1, 'firing', 'fired', 'system', now())`,
        [alert],
      );
    await transition(ALERT);
    expect(await codeOf(transition(COMPANY))).to.equal("23503");
    await asApp("delete from alerts where alert_id = $1", [ALERT]);
    await asApp("delete from enrichment_runs where run_id = $1", [RUN]);
    expect(await asApp("select 1 from qa_samples")).to.deep.equal([]);
    expect(await asApp("select result from qa_verdicts")).to.deep.equal([{ result: "pass" }]);
    expect(await asApp("select to_state from alert_transitions")).to.deep.equal([{ to_state: "firing" }]);
    for (const sql of [
      "delete from qa_verdicts",
      "update qa_verdicts set result = 'fail'",
      "delete from audit_log",
    ])
      expect(await codeOf(asApp(sql)), sql).to.equal("42501");
  });

  it("looks up keys and people before the tenant is known for the service role alone", async () => {
    for (const call of ["find_api_key('x')", "find_user_tenants('x')", "why_key_is_refused('x')"]) {
      expect(await codeOf(asApp(`select * from ${call}`)), call).to.equal("42501");
      expect(await codeOf(asService(`select * from ${call}`)), call).to.equal("done");
    }
  });

  it("ends statements, waits for locks and idle transactions of either role", async () => {
    const names = [
      "idle_in_transaction_session_timeout",
      "idle_session_timeout",
      "lock_timeout",
      "statement_timeout",
    ];
    const read = (work: typeof asApp) =>
      work<{ name: string; setting: string }>(
        "select name, setting from pg_settings where name = any ($1) order by name",
        [names],
      );
    const expected = [
      { name: names[0], setting: "10000" },
      { name: names[1], setting: "3600000" },
      { name: names[2], setting: "20000" },
      { name: names[3], setting: "30000" },
    ];
    expect(await read(asApp)).to.deep.equal(expected);
    expect(await read(asService)).to.deep.equal(expected);
    const roles = await asService<{ role: string; config: string[] }>(
      "select rolname as role, rolconfig as config from pg_roles where rolname like 'nightshift_%' order by 1",
    );
    const settings = (limits: Readonly<Record<string, string>>) =>
      Object.entries(limits).map(([name, value]) => `${name}=${value}`);
    expect(roles).to.deep.equal([
      { role: "nightshift_app", config: settings(SESSION_LIMITS) },
      { role: "nightshift_owner", config: settings(OWNER_LIMITS) },
      { role: "nightshift_service", config: settings(SESSION_LIMITS) },
    ]);
    const long = await test.database.withService(
      (transaction) => transaction.query<unknown>("show statement_timeout"),
      { isLong: true },
    );
    expect(long).to.deep.equal([{ statement_timeout: "10min" }]);
  });

  it("holds the limit of a tenant's own rules for 120 requests at once", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        codeOf(
          test.database.withTenant("acme", (transaction) =>
            createOwnRule(
              transaction,
              { tenantId: "acme", actor: "cli" },
              { type: "error_rate", name: `rule ${index}`, agentId: "agent" },
            ),
          ),
        ),
      ),
    );
    expect(outcomes.filter((code) => code === "done")).to.have.length(100);
    expect(outcomes.filter((code) => code === "invalid_input")).to.have.length(20);
  });

  for (const name of ["a\nb", "a\u202eb", "a\u0000b", "\u2066a", "a\u2028b", "a\u200bb", "tab\tbed"]) {
    it(`refuses ${JSON.stringify(name)} as a rule's name and agent`, async () => {
      const create = (input: { name: string; agentId: string }) =>
        test.database.withTenant("acme", (transaction) =>
          createOwnRule(transaction, { tenantId: "acme", actor: "cli" }, { type: "error_rate", ...input }),
        );
      expect(await codeOf(create({ name, agentId: "agent" }))).to.equal("invalid_input");
      expect(await codeOf(create({ name: "fine", agentId: name }))).to.equal("invalid_input");
    });
  }
});
