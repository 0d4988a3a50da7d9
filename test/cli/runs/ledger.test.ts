import { randomUUID } from "node:crypto";
import { expect } from "chai";
import type { Charge } from "../../../src/charge.ts";
import { systemClock } from "../../../src/clock.ts";
import { withClient } from "../../../src/database/embedded/server/with-client.ts";
import type { VendorName } from "../../../src/entities/vendor-table.ts";
import { createPriceCharge } from "../../../src/observability/costs/price-charge.ts";
import { createRecorder } from "../../../src/observability/events/recorder.ts";
import { reconcileRun } from "../../../src/observability/reconcile/reconcile-run.ts";
import { readUsed } from "../../../src/runner/budget/ledger/ledger-store.ts";
import { createRunBudget } from "../../../src/runner/budget/run-budget.ts";
import type { RunRow } from "../../../src/runner/record/run-row.ts";
import { VendorError } from "../../../src/vendors/calling/vendor-error.ts";
import { quietLogger, startTestRun } from "../../runner/support/start-test-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

const TENANT = "acme";

describe("the ledger command", () => {
  let test: TestDatabase;
  let run: RunRow;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of [TENANT, "globex"]) await createTestTenant(test.database, tenantId);
  });
  after(() => test.drop());
  beforeEach(async () => {
    run = await startTestRun(test.database, TENANT);
    await lose("lusha", "lusha", 2, { unit: "credit", quantity: 2 });
    await lose("openai", "extract", 5_000, {
      unit: "token",
      model: "gpt-5-mini",
      inputTokens: 4_000,
      cachedInputTokens: 0,
      outputTokens: 1_000,
    });
  });
  afterEach(() => rows("delete from enrichment_runs"));

  const rows = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant(TENANT, (transaction) => transaction.query<Row[]>(sql, values));

  /** A call whose answer was lost, with its event, as the runner leaves it. */
  async function lose(
    vendor: VendorName,
    stage: string,
    units: number,
    charge: Exclude<Charge, { unit: "none" | "unknown" }>,
  ): Promise<void> {
    const { database } = test;
    const recorder = createRecorder({ database, clock: systemClock, logger: quietLogger() });
    const price = createPriceCharge();
    const budget = createRunBudget({
      database,
      run,
      timezone: "Asia/Singapore",
      recorder,
      price,
      clock: systemClock,
      logger: quietLogger(),
      signal: new AbortController().signal,
    });
    const place = { ledgerId: randomUUID(), vendor, stage, operation: "ask", companyId: null };
    await budget
      .spend({ ...place, estimate: { units, charge } }, () =>
        Promise.reject(new VendorError(vendor, "timeout", { operation: "ask", outcomeUnknown: true })),
      )
      .catch(() => undefined);
    recorder.bumpVendor(run, {
      ...place,
      attempt: 1,
      outcome: "error",
      errorCode: `${vendor}_timeout`,
      isRateLimit: false,
      isQuotaExhausted: false,
      durationMs: 5,
      retryInMs: null,
      cost: null,
      model: null,
      tokensInput: null,
      tokensOutput: null,
    });
    await recorder.close();
  }

  const cli = createCli("ledger", () => test);

  async function idOf(vendor: string): Promise<string> {
    const [entry] = await rows<{ id: string }>(
      "select ledger_id as id from vendor_ledger where vendor = $1",
      [vendor],
    );
    return entry?.id ?? "";
  }

  const usedOf = async (resource: string) => {
    const used = await test.database.withTenant(TENANT, (transaction) =>
      readUsed(transaction, TENANT, [`run:${run.runId}`]),
    );
    return used.get(`run:${run.runId} ${resource}`);
  };

  /** Ends the run without having counted anything, so that what is settled has to be counted. */
  const end = () => rows("update enrichment_runs set status = 'succeeded', ended_at = now()");

  it("lists what is unknown, of this tenant alone", async () => {
    const { out } = await cli("unknown", "--tenant", TENANT);
    expect(out.trim().split("\n")).to.have.length(3);
    expect(out)
      .to.include(await idOf("lusha"))
      .and.to.include("2 credits");
    expect((await cli("unknown", "--tenant", "globex")).out).to.equal("None.\n");
    const listed: unknown = JSON.parse((await cli("unknown", "--tenant", TENANT, "--json")).out);
    expect(listed).to.have.length(2);
  });

  it("gives back what was not charged, and says who said so", async () => {
    const id = await idOf("lusha");
    expect(await usedOf("lusha_lookups")).to.equal(2);
    expect(await cli("settle", id, "--tenant", TENANT, "--not-charged")).to.include({ code: 0 });
    expect(await usedOf("lusha_lookups")).to.equal(0);
    const audit = await rows("select actor, action, subject from audit_log where action = 'ledger.settle'");
    expect(audit).to.deep.equal([{ actor: "cli", action: "ledger.settle", subject: id }]);
    const again = await cli("settle", id, "--tenant", TENANT, "--not-charged");
    expect(again).to.include({ code: 4 });
    expect(again.message).to.include("is released, not unknown");
  });

  it("counts what was charged in the totals of an ended run, which reconcile to the unit", async () => {
    await end();
    await cli("settle", await idOf("lusha"), "--tenant", TENANT, "--credits", "1");
    await cli(
      ...["settle", await idOf("openai"), "--tenant", TENANT],
      ...["--input-tokens", "3000", "--output-tokens", "200"],
    );
    const [usage] = await rows(
      `select calls::int, errors::int, cost_nano_usd::float8 as cost from run_vendor_usage where vendor = 'lusha'`,
    );
    expect(usage).to.deep.equal({ calls: 1, errors: 1, cost: 100_000_000 });
    expect(await usedOf("openai_tokens")).to.equal(3_200);
    const [cost] = await rows<{ value: number }>(
      "select value from run_metrics where name = 'lusha_cost_usd'",
    );
    expect(cost?.value).to.equal(0.1);
    const { totals } = await reconcileRun(test.database, run);
    expect(totals.filter(({ source }) => source === "ledger")).to.have.length(6);
    expect(totals.filter(({ difference }) => difference !== 0)).to.deep.equal([]);
  });

  it("counts what was charged in a stage that has ended, of a run that goes on", async () => {
    await rows(
      `insert into run_stage_stats (tenant_id, run_id, stage, status) select tenant_id, run_id, stage, 'succeeded'
       from vendor_ledger where run_id = $1 and vendor = 'lusha'`,
      [run.runId],
    );
    await cli("settle", await idOf("lusha"), "--tenant", TENANT, "--credits", "1");
    const [stage] = await rows("select cost_nano_usd::float8 as cost from run_stage_stats");
    expect(stage).to.deep.equal({ cost: 100_000_000 });
  });

  it("counts nothing twice that the runner knew and could not write into the ledger", async () => {
    const id = await idOf("lusha");
    await withClient(test.urls.superuser, (client) =>
      client.query(
        "update run_event_logs set status = 'success', cost_nano_usd = 100 where dedupe_key = $1",
        [id],
      ),
    );
    await end();
    expect((await cli("settle", id, "--tenant", TENANT, "--credits", "1")).code).to.equal(0);
    const told = await rows(
      "select event, cost_nano_usd as cost from run_event_logs where run_id = $1 and vendor = 'lusha'",
      [run.runId],
    );
    expect(told).to.deep.equal([{ event: "vendor_call", cost: "100" }]);
  });

  it("leaves the totals of a run alone whose events are gone", async () => {
    await end();
    await withClient(test.urls.superuser, (client) => client.query("delete from run_event_logs"));
    const { message } = await cli("settle", await idOf("lusha"), "--tenant", TENANT, "--credits", "2");
    expect(message).to.include("past their retention");
    expect(await rows("select 1 from run_vendor_usage")).to.deep.equal([]);
    expect(await usedOf("lusha_lookups")).to.equal(2);
  });

  it("refuses what cannot be, naming the remedy, and settles nothing", async () => {
    const [lusha, openai] = [await idOf("lusha"), await idOf("openai")];
    const refused: readonly [args: string[], code: number, message: RegExp][] = [
      [[lusha], 2, /say one of --not-charged/],
      [[lusha, "--not-charged", "--credits", "1"], 2, /say one of/],
      [[lusha, "--credits", "3"], 2, /at most 2/],
      [[lusha, "--credits", "-1"], 2, /--credits/],
      [[openai, "--credits", "1"], 2, /charges by the token/],
      [[openai, "--input-tokens", "1"], 2, /go together/],
      [["nonsense", "--not-charged"], 2, /ledger unknown/],
      [["00000000-0000-4000-8000-000000000000", "--not-charged"], 3, /no ledger entry/],
    ];
    for (const [args, code, message] of refused) {
      const answer = await cli("settle", "--tenant", TENANT, ...args);
      expect(answer.message).to.match(message);
      expect(answer.code, args.join(" ")).to.equal(code);
    }
    expect((await cli("settle", "--tenant", "globex", lusha, "--not-charged")).code).to.equal(3);
    const open = await rows("select 1 from vendor_ledger where state = 'unknown'");
    expect(open).to.have.length(2);
  });
});
