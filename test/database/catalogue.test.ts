import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const SNAPSHOT = `${import.meta.dirname}/catalogue.json`;

/** What the drift check of the entities cannot see, one line each. A night's partition stands as `run_event_logs_DATE`. */
const QUERIES = {
  policies: `select tablename || ': ' || policyname || ' for ' || cmd || ' to ' || array_to_string(roles, ', ')
      || ' using ' || coalesce(qual, '-') || ' check ' || coalesce(with_check, '-') as line
    from pg_policies where schemaname = 'public'`,
  grants: `select c.relname || ': ' || r.rolname || ' may ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as line
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where n.nspname = 'public' and r.rolname in ('nightshift_app', 'nightshift_service') group by c.relname, r.rolname`,
  functions: `select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'
      || case when p.prosecdef then ' as its owner' else '' end || ', ' || coalesce(array_to_string(p.proconfig, '; '), 'search path open')
      || ', for ' || coalesce(nullif((select string_agg(coalesce(r.rolname, 'everybody'), ', ' order by r.rolname)
        from aclexplode(p.proacl) a left join pg_roles r on r.oid = a.grantee where a.grantee <> p.proowner), ''), 'its owner') as line
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'`,
  partitions: `select distinct regexp_replace(c.relname, '[0-9]{8}$', 'DATE') || ' of ' || i.inhparent::regclass
      || case when pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT' then ' (default)' else ' (one day)' end as line
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'r'`,
  views: `select matviewname || ' (materialized): ' || regexp_replace(definition, '\\s+', ' ', 'g') as line from pg_matviews
    where schemaname = 'public'
    union all select c.oid::regclass || ' (' || coalesce(array_to_string(c.reloptions, ', '), 'no options') || '): '
      || regexp_replace(pg_get_viewdef(c.oid), '\\s+', ' ', 'g')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'reports') and c.relkind = 'v'`,
  triggers: `select tgrelid::regclass || ': ' || tgname || ' ' || pg_get_triggerdef(oid) as line from pg_trigger where not tgisinternal`,
} as const;

describe("the catalogue", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });

  after(() => test.drop());

  it("has the policies, grants, functions, partitions, views and triggers of catalogue.json (UPDATE_CATALOGUE=1 writes it anew)", async () => {
    const found: Record<string, string[]> = {};
    for (const [name, query] of Object.entries(QUERIES)) {
      const rows = await test.database.withService((transaction) =>
        transaction.query<{ line: string }[]>(query),
      );
      found[name] = rows.map(({ line }) => line).sort((one, other) => (one < other ? -1 : 1));
    }
    if (process.env["UPDATE_CATALOGUE"] === "1")
      writeFileSync(SNAPSHOT, `${JSON.stringify(found, null, 2)}\n`);
    expect(found).to.deep.equal(JSON.parse(readFileSync(SNAPSHOT, "utf8")));
  });

  it("is made for fourteen nights ahead", async () => {
    const [row] = await test.database.withService((transaction) =>
      transaction.query<{ ahead: number; rows: number }[]>(
        `select last_night - current_date as ahead, default_rows::int as rows from event_partition_health()`,
      ),
    );
    expect(row).to.deep.equal({ ahead: 14, rows: 0 });
  });
});
