import { expect } from "chai";
import type { Charge } from "../../../../src/charge.ts";
import type { Clock } from "../../../../src/clock.ts";
import { createPriceCharge } from "../../../../src/observability/costs/price-charge.ts";
import { createRecorder, type Recorder } from "../../../../src/observability/events/recorder.ts";
import { rollUpVendors } from "../../../../src/observability/figures/roll-up-store.ts";
import { reconcileRun } from "../../../../src/observability/reconcile/reconcile-run.ts";
import { noTracing } from "../../../../src/observability/tracing/tracing.ts";
import { STALE_RESERVATION_MS } from "../../../../src/runner/budget/ledger/reservation-age.ts";
import { createRunBudget } from "../../../../src/runner/budget/run-budget.ts";
import {
  giveUpStaleReservations,
  recordLostCalls,
} from "../../../../src/runner/budget/unknown-calls/lost-calls.ts";
import { settleToldCalls } from "../../../../src/runner/budget/unknown-calls/settle-told-calls.ts";
import { settleUnknown } from "../../../../src/runner/budget/unknown-calls/settle-unknown.ts";
import { createRunVendors, type RunVendors } from "../../../../src/runner/calls/run-vendors.ts";
import { endRunEarly } from "../../../../src/runner/ending/end-run-early.ts";
import type { RunRow } from "../../../../src/runner/record/run-row.ts";
import { refreshRunCost } from "../../../../src/runner/record/run-store.ts";
import { VendorError } from "../../../../src/vendors/calling/vendor-error.ts";
import { createVendors } from "../../../../src/vendors/create-vendors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";
import { quietLogger, startTestRun } from "../../support/start-test-run.ts";

const TENANT = "acme";
const TOKENS = {
  unit: "token",
  model: "gpt-5-mini",
  inputTokens: 900,
  cachedInputTokens: 100,
  outputTokens: 40,
} as const;
const CREDIT = { unit: "credit", quantity: 1 } as const;

describe("calls that a runner made and did not live to tell of", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let recorder: Recorder;
  let run: RunRow;
  let now: Date;
  /** Of a runner that lives, and of one whose events are lost with it. */
  let living: RunVendors;
  let dying: RunVendors;
  const clock: Clock = () => now;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, TENANT);
  });
  beforeEach(async () => {
    now = new Date();
    recorder = createRecorder({ database: test.database, clock, logger: quietLogger() });
    run = await startTestRun(test.database, TENANT);
    living = vendorsOf(recorder);
    dying = vendorsOf({ bumpVendor: () => undefined });
  });
  afterEach(async () => {
    await recorder.close();
    await rows("delete from enrichment_runs");
  });
  after(() => test.drop());

  const rows = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant(TENANT, (transaction) => transaction.query<Row[]>(sql, values));

  function vendorsOf(told: Pick<Recorder, "bumpVendor">): RunVendors {
    const price = createPriceCharge();
    const { signal } = new AbortController();
    const { database } = test;
    return createRunVendors({
      run,
      signal,
      clients: createVendors({}),
      odoo: null,
      recorder: told,
      price,
      budget: createRunBudget({
        database,
        run,
        timezone: "UTC",
        recorder,
        price,
        clock,
        logger: quietLogger(),
        signal,
      }),
      trace: noTracing.open(run),
      clock,
    });
  }

  const extract = (by: RunVendors) =>
    ask(by, "openai", TOKENS, async () => ({ value: null, charge: TOKENS }));
  const search = (by: RunVendors, failure?: "server" | "timeout") =>
    ask(by, "tavily", CREDIT, async () => {
      if (failure === undefined) return { value: null, charge: CREDIT };
      const facts = { operation: "ask", doNotRetry: true } as const;
      throw new VendorError(
        "tavily",
        failure,
        failure === "timeout" ? { ...facts, outcomeUnknown: true } : facts,
      );
    }).catch(() => null);
  const ask = (
    by: RunVendors,
    vendor: "openai" | "tavily",
    charge: Exclude<Charge, { unit: "none" | "unknown" }>,
    attempt: () => Promise<{ value: null; charge: Charge }>,
  ) =>
    by.call(
      vendor,
      "ask",
      {
        stage: vendor === "openai" ? "extract" : vendor,
        companyId: null,
        estimate: { units: vendor === "openai" ? 2_000 : 1, charge },
      },
      attempt,
    );

  /** One that is in progress until the test is over. */
  async function startForEver(): Promise<void> {
    const started = Promise.withResolvers<void>();
    void ask(dying, "tavily", CREDIT, () => {
      started.resolve();
      return new Promise(() => undefined);
    });
    await started.promise;
  }

  const recordLost = async (stage: string) => {
    await recorder.flush();
    return test.database.withTenant(TENANT, (transaction) => recordLostCalls(transaction, run, { stage }));
  };
  const events = () =>
    rows<{ status: string; stage: string; cost: string | null; input: number | null; output: number | null }>(
      `select status, stage, cost_nano_usd as cost, tokens_input as input, tokens_output as output
       from run_event_logs where run_id = $1 and event = 'vendor_call' order by stage, status, cost nulls last`,
      [run.runId],
    );

  const endRun = () =>
    test.database.withTenant(TENANT, async (transaction) => {
      await transaction.query("update enrichment_runs set status = 'succeeded'");
      await rollUpVendors(transaction, run);
      await refreshRunCost(transaction, run.runId);
    });
  /** Between the run's totals, its events and the ledger. */
  async function expectNoDifference(): Promise<void> {
    const { totals } = await reconcileRun(test.database, run);
    expect(totals.filter(({ difference }) => difference !== 0)).to.deep.equal([]);
  }

  it("are recorded with what was charged for them, once, and those told of are left alone", async () => {
    await extract(living);
    await extract(dying);
    expect(await recordLost("extract")).to.deep.equal(["extract"]);
    expect(await recordLost("extract")).to.deep.equal([]);
    const [lost, told, ...others] = await events();
    expect(others).to.deep.equal([]);
    expect(lost).to.include({ status: "lost", stage: "extract", input: 900, output: 40 });
    expect(lost).to.deep.equal({ ...told, status: "lost" });
    expect(Number(lost?.cost)).to.be.greaterThan(0);
  });

  it("are recorded without a cost where nothing was charged, or nobody knows what", async () => {
    await search(dying, "server");
    await search(dying, "timeout");
    const states = await rows("select state from vendor_ledger order by state");
    expect(states).to.deep.equal([{ state: "released" }, { state: "unknown" }]);
    await recordLost("tavily");
    const free = { status: "lost", stage: "tavily", cost: null, input: null, output: null };
    expect(await events()).to.deep.equal([free, free]);
  });

  it("are not looked for in other stages, nor among those that are still in progress", async () => {
    await extract(dying);
    await startForEver();
    expect(await recordLost("tavily")).to.deep.equal([]);
    expect(await events()).to.deep.equal([]);
  });

  it("are not made out of entries older than the link between the two", async () => {
    await search(dying);
    await rows("update vendor_ledger set keys_event = false");
    expect(await recordLost("tavily")).to.deep.equal([]);
  });

  it("become unknown after half an hour, and join the totals of the run that ended without them", async () => {
    await search(living);
    await search(dying);
    await startForEver();
    await recorder.flush();
    await rows(
      "insert into run_stage_stats (tenant_id, run_id, stage, status) values ($1, $2, 'tavily', 'succeeded')",
      [TENANT, run.runId],
    );
    await rows("update enrichment_runs set status = 'succeeded'");
    const giveUp = () => giveUpStaleReservations({ database: test.database, clock });
    now = new Date(now.getTime() + STALE_RESERVATION_MS);
    expect(await giveUp(), "as old as that").to.equal(0);
    now = new Date(now.getTime() + 1);
    expect(await giveUp()).to.equal(1);
    expect(await giveUp()).to.equal(0);
    expect((await events()).map(({ status }) => status)).to.deep.equal(["lost", "lost", "success"]);
    const [usage] = await rows<{ calls: number; cost: string }>(
      "select calls::int, cost_nano_usd as cost from run_vendor_usage where run_id = $1",
      [run.runId],
    );
    expect(usage?.calls).to.equal(3);
    await expectNoDifference();
  });

  it("are in the totals half an hour after an end that came before a frozen runner reported them", async () => {
    await rows(
      "insert into run_stage_stats (tenant_id, run_id, stage, status) values ($1, $2, 'tavily', 'succeeded')",
      [TENANT, run.runId],
    );
    await search(living);
    await recorder.flush();
    await endRun();
    const recountAt = new Date(now.getTime() + STALE_RESERVATION_MS);
    await rows("update enrichment_runs set recount_at = $1", [recountAt]);
    // The other one wakes, settles its call and tells of it.
    await search(living);
    await recorder.flush();
    now = recountAt;
    await giveUpStaleReservations({ database: test.database, clock });
    await expectNoDifference();
    expect(await rows("select from enrichment_runs where recount_at is not null")).to.deep.equal([]);
  });

  it("join a run that continues when they are too old for its runners still to tell of them", async () => {
    await rows(
      "insert into run_stage_stats (tenant_id, run_id, stage, status) values ($1, $2, 'extract', 'succeeded')",
      [TENANT, run.runId],
    );
    await extract(dying);
    await startForEver();
    const underWay = now;
    now = new Date(underWay.getTime() + STALE_RESERVATION_MS + 1);
    // Made a moment ago: its runner may be about to tell.
    await search(dying);
    await recorder.flush();
    recorder.logEvent(run, { event: "noted", status: "success" });
    await recorder.flush();
    await giveUpStaleReservations({ database: test.database, clock });
    expect((await events()).map(({ status }) => status)).to.deep.equal(["lost", "lost"]);
    // Its stage was counted before.
    const [stage] = await rows(
      "select tokens_input::int as tokens from run_stage_stats where stage = 'extract'",
    );
    expect(stage).to.deep.equal({ tokens: 900 });
    expect(await rows("select from run_vendor_usage")).to.deep.equal([]);
  });

  it("are counted once when a person settled them before their stage ended", async () => {
    await search(living);
    await search(dying, "timeout");
    await recorder.flush();
    const [entry] = await rows<{ ledgerId: string }>(
      `select ledger_id as "ledgerId" from vendor_ledger where state = 'unknown'`,
    );
    await settleUnknown(
      { database: test.database, clock },
      {
        tenantId: TENANT,
        ledgerId: entry?.ledgerId ?? "",
        actor: "somebody",
        outcome: { kind: "credits", quantity: 1 },
      },
    );
    await recordLost("tavily");
    expect((await events()).map(({ status, cost }) => [status, cost === null])).to.deep.equal([
      ["lost", true],
      ["success", false],
    ]);
    await endRun();
    await expectNoDifference();
  });

  it("join the totals of a run that was ended in the middle of their stage, half an hour later", async () => {
    await rows(
      "insert into run_stage_stats (tenant_id, run_id, stage, status) values ($1, $2, 'tavily', 'running')",
      [TENANT, run.runId],
    );
    await search(living);
    await search(dying);
    await recorder.flush();
    await endRunEarly(
      { database: test.database, clock, keepCorpora: true },
      { tenantId: TENANT, runId: run.runId, status: "cancelled", reason: "cancelled by somebody" },
    );
    // Somebody had not heard of the end yet.
    now = new Date(now.getTime() + 1_000);
    await search(dying);
    const giveUp = () => giveUpStaleReservations({ database: test.database, clock });
    now = new Date(now.getTime() + STALE_RESERVATION_MS - 1_001);
    await giveUp();
    expect((await events()).map(({ status }) => status)).to.deep.equal(["success"]);
    now = new Date(now.getTime() + 1);
    expect(await giveUp()).to.equal(0);
    expect((await events()).map(({ status }) => status)).to.deep.equal(["lost", "lost", "success"]);
    await expectNoDifference();
    expect(await rows("select from enrichment_runs where recount_at is not null")).to.deep.equal([]);
  });

  it("have their cost in the totals when their runner had only stood still, and settles them after all", async () => {
    for (const isEnded of [false, true]) {
      const started = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<{ value: null; charge: Charge }>();
      const slow = ask(living, "openai", TOKENS, () => {
        started.resolve();
        return answer.promise;
      });
      await started.promise;
      if (isEnded) await endRun();
      now = new Date(now.getTime() + STALE_RESERVATION_MS + 1);
      recorder.logEvent(run, { event: "noted", status: "success" });
      await recorder.flush();
      expect(await giveUpStaleReservations({ database: test.database, clock })).to.equal(1);
      answer.resolve({ value: null, charge: TOKENS });
      await slow;
      await recorder.flush();
    }
    expect((await events()).map(({ status, cost }) => [status, cost])).to.deep.equal([
      ["lost", null],
      ["lost", null],
    ]);
    const [usage] = await rows<{ calls: number; input: number; output: number }>(
      "select calls::int, tokens_input::int as input, tokens_output::int as output from run_vendor_usage",
    );
    expect(usage).to.deep.equal({ calls: 2, input: 1_800, output: 80 });
    await expectNoDifference();
  });

  it("are settled by their own events where the ledger never heard of it, and give back what they did not use", async () => {
    await rows("delete from budget_counters");
    await extract(living);
    await search(living);
    await search(living, "server");
    await recorder.flush();
    const ledger = () =>
      rows(
        `select vendor, state, quantity, tokens_output, cost_nano_usd, price_card_id, model from vendor_ledger
         order by vendor, state, quantity`,
      );
    const counters = () => rows("select scope, resource, used from budget_counters order by scope, resource");
    const [settled, used] = [await ledger(), await counters()];
    // As if Postgres had refused each settlement.
    await rows(
      `with open as (
         update vendor_ledger set state = 'reserved', quantity = null, tokens_output = null, cost_nano_usd = null,
           price_card_id = null, settled_at = null where settled_at is not null
         returning run_id, resource, reserved_units, reserved_nano_usd)
       select 1 from open`,
    );
    await rows(
      `update budget_counters b set used = case when b.resource = 'nano_usd'
           then (select sum(reserved_nano_usd) from vendor_ledger)
           else (select sum(reserved_units) from vendor_ledger l where l.resource = b.resource) end`,
    );
    expect(await settleToldCalls({ database: test.database, clock })).to.equal(0);
    now = new Date(now.getTime() + 3 * 60_000);
    expect(await settleToldCalls({ database: test.database, clock })).to.equal(3);
    expect(await ledger()).to.deep.equal(settled);
    expect(await counters()).to.deep.equal(used);
    expect(await settleToldCalls({ database: test.database, clock })).to.equal(0);
  });
});
