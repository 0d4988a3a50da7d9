import { expect } from "chai";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { reconcileRun } from "../../src/observability/reconcile/reconcile-run.ts";
import { type ForkedRunner, forkRunner } from "../support/fork-runner.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";
import { patience } from "../support/patience.ts";
import { waitUntil } from "../support/wait-until.ts";

const COMPANIES = 20;
const CONCURRENCY = 4;
/** Slow enough that there are calls in flight when a blow falls. */
const SLOW_MS = 80;
const BLOW_MS = 8_000;

const CUT =
  "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
const inDatabase = (what: string) =>
  `do $$ begin execute format('alter database %I ${what}', current_database()); end $$`;

/** No new row of outcomes, charges or events is taken, with this error. */
const refuseRows = (message: string, errorCode: string) => ({
  begin: [
    `create function refuse_row() returns trigger language plpgsql as $$
     begin raise exception '${message}' using errcode = '${errorCode}'; end $$`,
    ...["company_enrichment_runs", "vendor_ledger", "run_event_logs"].map(
      (table) => `create trigger refuse_row before insert on ${table} execute function refuse_row()`,
    ),
  ],
  end: ["drop function refuse_row() cascade"],
});

/** What a database refuses for a while, and how that ends; each as SQL of a superuser. */
const BLOWS: readonly {
  readonly name: string;
  readonly begin: readonly string[];
  readonly end: readonly string[];
}[] = [
  {
    name: "is read only",
    begin: [inDatabase("set default_transaction_read_only = on"), CUT],
    end: ["set default_transaction_read_only = off", inDatabase("reset default_transaction_read_only"), CUT],
  },
  {
    name: "takes no more connections",
    begin: [inDatabase("connection limit 0"), CUT],
    end: [inDatabase("connection limit -1")],
  },
  {
    name: "has no room left on its disk",
    ...refuseRows("could not extend file: No space left on device", "disk_full"),
  },
  {
    // By errors: every transaction sets its own limit, so that one set for the database would change nothing.
    name: "lets every statement that stores something time out",
    ...refuseRows("canceling statement due to statement timeout", "query_canceled"),
  },
];

describe("a night whose database refuses to work for a while", function () {
  this.timeout(patience(180_000));
  let night: Night;
  let runner: ForkedRunner;

  beforeEach(async () => {
    night = await prepareNight({ settings: { SCHED_COMPANY_CONCURRENCY: String(CONCURRENCY) } });
    night.town.setFault({ vendor: "openai", mode: "slow", delayMs: SLOW_MS });
    runner = await forkRunner(night.settings);
  });
  afterEach(async () => {
    await runner.kill();
    await night.close();
  });

  const reads = () => night.town.calls().filter(({ vendor }) => vendor === "openai");
  const asSuperuser = (statements: readonly string[]) =>
    withClient(night.urls.superuser, async (client) => {
      for (const sql of statements) await client.query(sql);
    });

  for (const { name, begin, end } of BLOWS) {
    it(`because it ${name}, pays no more companies twice than were in progress, and ends right`, async () => {
      const { runId } = await night.start({ cap: COMPANIES });
      await waitUntil(() => reads().length >= 3, "calls of OpenAI", 40_000);
      await asSuperuser(begin);
      const before = reads().length;
      await new Promise((resolve) => setTimeout(resolve, BLOW_MS));
      expect(reads().length - before, "calls during the blow").to.be.at.most(2 * CONCURRENCY);
      await asSuperuser(end);
      await waitUntil(
        async () => {
          // The pool of the test itself was cut, too.
          const status = await night.status(runId).catch(() => "running");
          return status !== "running";
        },
        "the end of the run",
        90_000,
      );
      expect(await night.status(runId)).to.equal("succeeded");
      const digests = reads().map(({ bodyDigest }) => bodyDigest);
      expect(digests.length - new Set(digests).size, "companies paid for twice").to.be.at.most(CONCURRENCY);
      expect(await night.rows("select stage, error_code from dead_letters")).to.deep.equal([]);
      const off = async () => {
        const { totals } = await reconcileRun(night.database, { tenantId: TENANT, runId });
        return totals.filter(({ difference }) => difference !== 0);
      };
      await waitUntil(async () => (await off()).length === 0, "the books to close", 30_000);
    });
  }
});
