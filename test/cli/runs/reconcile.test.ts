import { expect } from "chai";
import { Command } from "commander";
import { z } from "zod";
import { registerReconcile } from "../../../src/cli/runs/reconcile.ts";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { withClient } from "../../../src/database/embedded/server/with-client.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const RUN = "11111111-1111-4111-8111-111111111111";
const LATER = "22222222-2222-4222-8222-222222222222";

const Report = z.object({
  runs: z.array(
    z.object({
      totals: z.array(
        z.object({
          subject: z.string(),
          figure: z.string(),
          source: z.string(),
          difference: z.number(),
          share: z.number(),
          agrees: z.boolean(),
        }),
      ),
    }),
  ),
});

describe("nightshift reconcile", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });

  beforeEach(async () => {
    await sql("delete from run_event_logs");
    await sql("delete from enrichment_runs");
    await sql(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest, cost_nano_usd)
       values ('acme', $1, 'succeeded', 'cli', current_date, 'f', now() - interval '1 hour', '{}', 300)`,
      [RUN],
    );
    await sql(
      `insert into run_stage_stats (tenant_id, run_id, stage, status, count_total, count_success, cost_nano_usd)
       values ('acme', $1, 'lusha', 'succeeded', 100, 100, 300)`,
      [RUN],
    );
    await sql(
      `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, cost_nano_usd) values ('acme', $1, 'lusha', 100, 300)`,
      [RUN],
    );
    await sql(
      `insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, stage, event, status, vendor, cost_nano_usd, ts)
       select 'acme', current_date, gen_random_uuid(), $1, 'lusha', event, 'success', vendor, cost, now()
       from generate_series(1, 100), (values ('item_finished', null, null), ('vendor_call', 'lusha', 3)) as e (event, vendor, cost)`,
      [RUN],
    );
    await sql(
      `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome)
       select 'acme', $1, 'lusha', gen_random_uuid(), 'success' from generate_series(1, 100)`,
      [RUN],
    );
    await sql(
      `insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, vendor, operation, state, resource, reserved_units,
         reserved_nano_usd, unit, quantity, cost_nano_usd, local_date, reserved_at)
       select 'acme', gen_random_uuid(), $1, 'lusha', 'lusha', 'search', 'charged', 'lusha_lookups', 1, 3, 'credit', 1, 3, current_date, now()
       from generate_series(1, 100)`,
      [RUN],
    );
  });

  after(() => test.drop());

  const sql = (text: string, values: unknown[] = []) =>
    withClient(test.urls.superuser, (client) => client.query(text, values));

  async function run(...args: string[]) {
    const lines: string[] = [];
    let code = 0;
    const program = new Command().exitOverride();
    registerReconcile(program.command("reconcile"), {
      print: (text) => lines.push(text),
      note: (text) => lines.push(text),
      endWith: (given) => {
        code = given;
      },
      environment: () => readEnvironment({}),
      clock: systemClock,
      withConnection: (work) =>
        work(
          {
            database: test.database,
            serviceUrl: test.urls.service,
            secrets: createSecrets("0f".repeat(32)),
            close: async () => undefined,
          },
          new AbortController().signal,
        ),
    });
    await program.parseAsync(["reconcile", ...args], { from: "user" });
    return { code, text: lines.join("\n") };
  }

  it("says that every total agrees, with both sides of each", async () => {
    const { code, text } = await run("--tenant", "acme");
    expect(code).to.equal(0);
    expect(text).to.match(
      /^acme, run 11111111-1111-4111-8111-111111111111 of \d{4}-\d{2}-\d{2}, succeeded\n/,
    );
    expect(text).to.match(/^lusha +count_success +outcomes +100 +100 +0 +0 %$/m);
    expect(text).to.match(/^run +cost_nano_usd +events +300 +300 +0 +0 %$/m);
    expect(text).to.match(/25 totals, 0 off by more than 2 %, the largest by 0 %$/);
  });

  for (const [planted, statement, off] of [
    [
      "a total that was never raised",
      "update run_stage_stats set count_success = 97 where run_id = $1",
      ["lusha count_success company_outcomes -3 0.03", "lusha count_success events -3 0.03"],
    ],
    [
      "a call that nobody recorded",
      "update run_vendor_usage set calls = 90 where run_id = $1",
      ["lusha calls events -10 0.1", "lusha calls ledger -10 0.1"],
    ],
    [
      "a charge the ledger has and the totals have not",
      "update vendor_ledger set cost_nano_usd = 4 where run_id = $1",
      ["lusha cost_nano_usd ledger -100 0.25"],
    ],
    [
      "charges that are in no ledger",
      "delete from vendor_ledger where run_id = $1",
      ["lusha calls ledger 100 1", "lusha cost_nano_usd ledger 300 1"],
    ],
    [
      "events that vanished",
      "delete from run_event_logs where ctid in (select ctid from run_event_logs where run_id = $1 and event = 'item_finished' limit 5)",
      ["lusha count_success events 5 0.05", "lusha count_total events 5 0.05"],
    ],
    [
      "a sum of attempts that is not what it is the sum of",
      "update run_stage_stats set count_total = 50 where run_id = $1",
      ["lusha count_total company_outcomes -50 0.5", "lusha count_total events -50 0.5"],
    ],
    [
      "a quota that no call ran into, and calls without a price that all had one",
      "update run_vendor_usage set quota_exhausted = true, unpriced_calls = 7 where run_id = $1",
      ["lusha quota_exhausted events 1 1", "lusha unpriced_calls events 7 1"],
    ],
    [
      "totals of a stage in the middle of which the run was ended",
      "update run_stage_stats set status = 'skipped', count_success = 90 where run_id = $1",
      ["lusha count_success company_outcomes -10 0.1", "lusha count_success events -10 0.1"],
    ],
    [
      "a vendor that has events and no totals",
      "update run_vendor_usage set vendor = 'tavily' where run_id = $1",
      [
        "lusha calls events -100 1",
        "lusha calls ledger -100 1",
        "lusha cost_nano_usd events -300 1",
        "lusha cost_nano_usd ledger -300 1",
        "tavily calls events 100 1",
        "tavily calls ledger 100 1",
        "tavily cost_nano_usd events 300 1",
        "tavily cost_nano_usd ledger 300 1",
      ],
    ],
  ] as const) {
    it(`names ${planted}, and ends with code 1`, async () => {
      await sql(statement, [RUN]);
      const { code, text } = await run("--tenant", "acme", "--run", "1111", "--json");
      expect(code).to.equal(1);
      const { runs } = Report.parse(JSON.parse(text));
      expect(
        runs
          .flatMap(({ totals }) => totals)
          .filter(({ agrees }) => !agrees)
          .map(({ subject, figure, source, difference, share }) =>
            [subject, figure, source, difference, share].join(" "),
          )
          .sort(),
      ).to.deep.equal(off);
      expect((await run()).text).to.include(`${off.length} off by more than 2 %`);
    });
  }

  it("lets two in a hundred pass, and says so", async () => {
    await sql("update run_vendor_usage set calls = 98 where run_id = $1", [RUN]);
    const { code, text } = await run();
    expect(code).to.equal(0);
    expect(text).to.include("0 off by more than 2 %, the largest by 2 %");
  });

  it("takes the latest run that has ended, and refuses one that is in progress", async () => {
    await sql(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
       values ('acme', $1, 'running', 'cli', current_date, 'f', now(), '{}')`,
      [LATER],
    );
    expect((await run("--tenant", "acme")).text).to.include(`run ${RUN}`);
    expect(await rejection(run("--tenant", "acme", "--run", "latest"))).to.be.instanceOf(ConflictError);
  });

  it("says that the events of an old night are gone rather than that nothing agrees", async () => {
    await sql("delete from run_event_logs");
    const error = await rejection(run("--tenant", "acme"));
    expect(error).to.be.instanceOf(ConflictError);
    expect(String(error)).to.include("past their retention");
  });

  it("says so of one tenant and continues with the others", async () => {
    await sql(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest, cost_nano_usd)
       values ('globex', $1, 'succeeded', 'cli', current_date, 'f', now(), '{}', 1)`,
      [LATER],
    );
    await sql("update run_event_logs set tenant_id = 'globex', run_id = $1", [LATER]);
    const { code, text } = await run();
    expect(code).to.equal(1);
    expect(text).to.match(/^acme: The events of run .+ are past their retention/m);
    expect(text).to.match(/^globex, run 22222222/m);
  });

  it("names what there is when the tenant or the run does not exist, and wants a run's tenant", async () => {
    expect(await rejection(run("--tenant", "nobody"))).to.be.instanceOf(NotFoundError);
    expect(await rejection(run("--tenant", "acme", "--run", "9999"))).to.be.instanceOf(NotFoundError);
    expect(await rejection(run("--run", "latest"))).to.be.instanceOf(InvalidInputError);
    expect((await run("--tenant", "globex")).text).to.include("nothing to hold against anything");
  });
});
