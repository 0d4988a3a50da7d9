import { expect } from "chai";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { keepUnexcluded } from "../../src/exclusions/keep-unexcluded.ts";
import { keyAddress, keysOfPerson } from "../../src/exclusions/key-address.ts";
import { createCli } from "../cli/support/create-cli.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const SECRETS = createSecrets("5".repeat(64));
const [ACME, OTHER, RUN] = [1, 2, 3].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
const TEXT = "Ask Jane Doe or jane.doe@acme.example.";

describe("people forget", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  const cli = createCli("people", () => test);
  const inTenant = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, values));
  /** The whole database as text. */
  const dump = async () => {
    const tables = await test.database.withService((transaction) =>
      transaction.query<{ name: string }[]>(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
           and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')`,
      ),
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await inTenant<{ row: string }>(`select ${name}::text as row from ${name}`);
      texts.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return texts;
  };

  beforeEach(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await inTenant(
      `insert into companies (tenant_id, company_id, natural_key, name, domain, description) values
        ('acme', $1, 'a', 'Acme', 'acme.example', $3), ('acme', $2, 'b', 'Other', 'other.example', 'Jane Doe works here, too.')`,
      [ACME, OTHER, TEXT],
    );
    await inTenant(
      `insert into contacts (tenant_id, company_id, first_name, last_name, source) values
        ('acme', $1, 'Jane', 'Doe', 'site'), ('acme', $1, 'Jim', 'Dow', 'site'), ('acme', $2, 'Jane', 'Doe', 'site')`,
      [ACME, OTHER],
    );
    await inTenant(
      `insert into lead_emails (tenant_id, company_id, email, source, is_webmail) values
        ('acme', $1, 'jane.doe@acme.example', 'lusha', false), ('acme', $1, 'info@acme.example', 'site', false)`,
      [ACME],
    );
    const { emailHash } = keyAddress(SECRETS, "jane.doe@acme.example");
    await inTenant(
      "insert into email_verification_cache (tenant_id, email_hash, status, vendor_status) values ('acme', $1, 'verified', 'valid')",
      [emailHash],
    );
    await inTenant(
      `insert into enrichment_runs (tenant_id, run_id, agent_id, run_date, started_at, status, trigger, trace_id, manifest)
       values ('acme', $1, 'nightly', '2030-01-01', '2030-01-01', 'succeeded', 'cli', repeat('a', 32), '{}')`,
      [RUN],
    );
    await inTenant(
      "insert into corpora (tenant_id, run_id, company_id, source, content_hash, body) values ('acme', $1, $2, 'crawl', 'h', $3)",
      [RUN, ACME, `${TEXT} The board: Doe, Jane; Jim Dow.`],
    );
    const people = [
      { first_name: "JANE", last_name: "Doe", title: "CEO" },
      { first_name: "Jim", last_name: "Dow", title: null },
    ];
    await inTenant(
      "insert into lead_features (tenant_id, company_id, run_id, content_hash, features) values ('acme', $1, $2, 'h', $3)",
      [ACME, RUN, JSON.stringify({ about: TEXT, people, signals: [{ id: "s1", text: "Jane Doe hires." }] })],
    );
    await inTenant(
      `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash, exported_at)
       values ('acme', $1, $2, 90, 'High', 'Jane Doe hires.', '{s1}', 'h', now())`,
      [ACME, RUN],
    );
    await inTenant(
      `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks, notes)
       values ('acme', $1, $2, 1, 'High', 1, '{}', $3)`,
      [RUN, ACME, TEXT],
    );
    await inTenant(
      `insert into qa_verdicts (tenant_id, run_id, company_id, result, notes, actor) values ('acme', $1, $2, 'fail', $3, 'U1')`,
      [RUN, ACME, TEXT],
    );
    await inTenant(
      "insert into staging_companies (tenant_id, import_id, line, name, description) values ('acme', $1, 2, 'Acme', $2)",
      [RUN, TEXT],
    );
    await inTenant(
      `insert into audit_log (tenant_id, actor, action, subject, detail) values ('acme', 'cli', 'company.merge', 'x', $1)`,
      [JSON.stringify({ note: TEXT })],
    );
    await inTenant(
      `insert into run_event_logs (tenant_id, event_date, dedupe_key, company_id, agent_id, event, status, error_msg, extra)
       select 'acme', current_date, gen_random_uuid(), e.company_id, 'nightly', 'page_fetched', 'error', e.message, e.extra
       from (values ($1::uuid, 'GET /team/jane-doe.html', '{"url": "https://acme.example/team/Jane%20Doe"}'::jsonb),
         ($2::uuid, 'GET /jane-doe', '{"url": "https://other.example/Other/jane-doe"}'::jsonb),
         (null, 'Jane Doe asked', null)) as e (company_id, message, extra)`,
      [ACME, OTHER],
    );
  });
  afterEach(() => test.drop());

  it("removes the person from every table and says from which, what remains elsewhere, and is audited", async () => {
    const { code, out } = await cli("forget", "Jane.Doe@acme.example", "--tenant", "acme");
    expect(code).to.equal(0);
    for (const place of [
      ...["contacts", "lead_emails", "email_verification_cache", "corpora", "lead_features", "lead_scores"],
      ...["companies", "qa_samples", "qa_verdicts", "staging_companies", "audit_log", "run_event_logs"],
    ]) {
      expect(out).to.match(new RegExp(`^${place} +[12]$`, "m"));
    }
    expect(out)
      .to.include(`nightshift:company:${ACME}`)
      .and.match(/nightshift:contact:/)
      .and.match(/Backups/);
    const left = (await dump()).filter(
      (row) => /jane/i.test(row) && !row.includes("Other") && !row.includes(OTHER ?? ""),
    );
    expect(left).to.deep.equal([]);
    const pages = await inTenant<{ url: string }>(
      "select extra ->> 'url' as url from run_event_logs where extra is not null order by 1",
    );
    expect(pages.map(({ url }) => url)).to.deep.equal([
      "https://acme.example/team/[removed]",
      "https://other.example/Other/jane-doe",
    ]);
    // Somebody of that name elsewhere, and colleagues, stay.
    const people = await inTenant<{ name: string }>(
      "select first_name || ' ' || last_name as name from contacts order by 1",
    );
    expect(people.map(({ name }) => name)).to.deep.equal(["Jane Doe", "Jim Dow"]);
    const [features] = await inTenant<{ features: unknown }>("select features from lead_features");
    expect(JSON.stringify(features)).to.include("Jim").and.include("[removed] hires.");
    expect(await inTenant("select email from lead_emails")).to.deep.equal([{ email: "info@acme.example" }]);
    const [audit] = await inTenant<{ count: number }>(
      "select count(*)::int as count from audit_log where action = 'person.forget'",
    );
    expect(audit?.count).to.equal(1);
  });

  it("keeps the person from coming back, by address and by name, whatever id the company then has", async () => {
    await cli("forget", "jane.doe@acme.example", "--tenant", "acme");
    await inTenant("delete from companies");
    const keysOf = (firstName: string, lastName: string, name: string, domain: string | null) =>
      keysOfPerson(SECRETS, { firstName, lastName }, { name, domain });
    const kept = await keepUnexcluded(test.database, "acme", [
      { who: "by domain", keys: keysOf("Jane", "Doe", "Acme Group", "acme.example") },
      { who: "by name", keys: keysOf("JANE", "doe", "ACME", null) },
      { who: "a colleague", keys: keysOf("Jim", "Dow", "Acme", "acme.example") },
      { who: "elsewhere", keys: keysOf("Jane", "Doe", "Other", "other.example") },
      { who: "the address", keys: [keyAddress(SECRETS, "JANE.DOE@acme.example").emailHash] },
    ]);
    expect(kept.map(({ who }) => who)).to.deep.equal(["a colleague", "elsewhere"]);
    expect((await dump()).filter((row) => row.startsWith("exclusions") && /jane/i.test(row))).to.deep.equal(
      [],
    );
  });

  it("changes nothing in a dry run, and says the same", async () => {
    const before = await dump();
    const dry = await cli("forget", "jane.doe@acme.example", "--tenant", "acme", "--dry-run", "--json");
    expect(await dump()).to.deep.equal(before);
    const real = await cli("forget", "jane.doe@acme.example", "--tenant", "acme", "--json");
    expect(real.out).to.equal(dry.out);
  });

  it("asks for the name where the address may be of several, and takes it", async () => {
    await inTenant("update contacts set last_name = 'Down' where first_name = 'Jim'");
    await inTenant(
      "insert into contacts (tenant_id, company_id, first_name, last_name, source) values ('acme', $1, 'Joan', 'Doe', 'site')",
      [ACME],
    );
    const unsure = await cli("forget", "jdoe@acme.example", "--tenant", "acme");
    expect(unsure.code).to.equal(4);
    expect(unsure.message).to.include("Jane Doe").and.include("Joan Doe").and.include("--name");
    const named = await cli(
      "forget",
      "jdoe@acme.example",
      "--tenant",
      "acme",
      "--name",
      "Joan Doe",
      "--json",
    );
    expect(JSON.parse(named.out)).to.include({ contacts: 1 });
    const left = await inTenant<{ name: string }>("select first_name as name from contacts order by 1");
    expect(left.map(({ name }) => name)).to.deep.equal(["Jane", "Jane", "Jim"]);
  });

  it("says of somebody nobody knows that nothing was kept, and excludes the address all the same", async () => {
    const { code, out } = await cli("forget", "nobody@nowhere.example", "--tenant", "acme");
    expect(code).to.equal(0);
    expect(out).to.match(/Nothing of this person was kept/);
    const [row] = await inTenant<{ label: string }>("select label from exclusions where kind = 'address'");
    expect(row?.label).to.equal("***@nowhere.example");
    expect(await cli("forget", "nobody", "--tenant", "acme")).to.include({ code: 2 });
    expect(await cli("forget", "a@b.example", "--tenant", "zzz")).to.include({ code: 3 });
  });
});
