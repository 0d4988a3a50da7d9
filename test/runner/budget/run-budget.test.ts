import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import pLimit from "p-limit";
import { z } from "zod";
import type { Clock } from "../../../src/clock.ts";
import type { Database } from "../../../src/database/database.ts";
import { BudgetSpentError, DatabaseUnavailableError } from "../../../src/errors.ts";
import { listPriceCards, savePriceCard } from "../../../src/observability/costs/price-card-store.ts";
import { createPriceCharge } from "../../../src/observability/costs/price-charge.ts";
import { createRecorder, type Recorder } from "../../../src/observability/events/recorder.ts";
import {
  listUnknownEntries,
  markStaleReservations,
  readLedgerTotals,
} from "../../../src/runner/budget/ledger/ledger-entry-store.ts";
import { readUsed, settle } from "../../../src/runner/budget/ledger/ledger-store.ts";
import { waitedForMs } from "../../../src/runner/budget/ledger/reservation-age.ts";
import { createRunBudget, type RunBudget } from "../../../src/runner/budget/run-budget.ts";
import type { RunRow } from "../../../src/runner/record/run-row.ts";
import { VendorError } from "../../../src/vendors/calling/vendor-error.ts";
import { builtProcess } from "../../support/run/built-process.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { quietLogger, startTestRun } from "../support/start-test-run.ts";

const run = promisify(execFile);
const TENANT = "acme";
const Told = z.object({ charged: z.number(), unknown: z.number(), refused: z.number() });

describe("the budget of a run", function () {
  this.timeout(120_000);
  let test: TestDatabase;
  let recorder: Recorder;
  let now: Date;
  const clock: Clock = () => now;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, TENANT);
    recorder = createRecorder({ database: test.database, clock, logger: quietLogger() });
  });
  beforeEach(() => {
    now = new Date();
  });
  afterEach(async () => {
    await recorder.flush();
    // One run of a tenant at a time.
    await test.database.withTenant(TENANT, async (transaction) => {
      await transaction.query("update enrichment_runs set status = 'succeeded'");
      await transaction.query("delete from budget_counters");
    });
  });
  after(async () => {
    await recorder.close();
    await test.drop();
  });

  function budgetOf(
    row: RunRow,
    timezone = "Asia/Singapore",
    { signal } = new AbortController(),
    { database } = test,
  ): RunBudget {
    return createRunBudget({
      database,
      run: row,
      timezone,
      recorder,
      price: createPriceCharge(),
      clock,
      logger: quietLogger(),
      signal,
    });
  }

  const search = (budget: RunBudget, outcome: () => Promise<unknown> = async () => null) =>
    budget.spend(
      {
        ledgerId: randomUUID(),
        vendor: "tavily",
        operation: "search",
        stage: "tavily",
        companyId: null,
        estimate: { units: 1, charge: { unit: "credit", quantity: 1 } },
      },
      async () => ({ value: await outcome(), charge: { unit: "credit", quantity: 1 } }),
    );

  const lookUp = (budget: RunBudget, people: number, fate: "charged" | "released" | "unknown" | "unsaid") =>
    budget.spend(
      {
        ledgerId: randomUUID(),
        vendor: "lusha",
        operation: "search_and_enrich",
        stage: "lusha",
        companyId: null,
        estimate: { units: people, charge: { unit: "credit", quantity: people } },
      },
      async () => {
        if (fate === "released") throw new VendorError("lusha", "server", { operation: "search_and_enrich" });
        if (fate === "unknown")
          throw new VendorError("lusha", "timeout", {
            operation: "search_and_enrich",
            outcomeUnknown: true,
          });
        return {
          value: null,
          charge: fate === "unsaid" ? { unit: "unknown" } : { unit: "credit", quantity: people },
        };
      },
    );

  const usedBy = async (row: RunRow) => {
    const used = await test.database.withTenant(TENANT, (transaction) =>
      readUsed(transaction, TENANT, [`run:${row.runId}`]),
    );
    return (resource: string) => used.get(`run:${row.runId} ${resource}`) ?? 0;
  };

  const events = async (row: RunRow, event: string) => {
    await recorder.flush();
    return test.database.withTenant(TENANT, (transaction) =>
      transaction.query<{ extra: Record<string, unknown> }[]>(
        "select extra from run_event_logs where run_id = $1 and event = $2",
        [row.runId, event],
      ),
    );
  };

  const totals = (row: RunRow) =>
    test.database.withTenant(TENANT, (transaction) => readLedgerTotals(transaction, row.runId));

  it("lets exactly as many calls through as its cap, and refuses the next without making it", async () => {
    const row = await startTestRun(test.database, TENANT, { budgets: { tavilyQueries: 2 } });
    const budget = budgetOf(row);
    let made = 0;
    const count = async () => {
      made += 1;
    };
    await search(budget, count);
    await search(budget, count);
    const refused = await search(budget, count).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(BudgetSpentError);
    expect(made).to.equal(2);
    expect(await budget.remaining("tavily_queries")).to.equal(0);
    expect((await events(row, "budget_exhausted")).map(({ extra }) => extra["resource"])).to.deep.equal([
      "tavily_queries",
    ]);
  });

  it("says how much was used when a call asked for more than was left", async () => {
    const row = await startTestRun(test.database, TENANT, { budgets: { lushaLookups: 5 } });
    const budget = budgetOf(row);
    await lookUp(budget, 4, "charged");
    await lookUp(budget, 2, "charged").catch(() => undefined);
    expect((await events(row, "budget_exhausted")).map(({ extra }) => extra)).to.deep.equal([
      { resource: "lusha_lookups", scope: "run", limit: 5, used: 4 },
    ]);
  });

  it("keeps a row of each attempt with what the vendor charged, its price and card", async () => {
    const row = await startTestRun(test.database, TENANT);
    await search(budgetOf(row));
    const [entry] = await test.database.withTenant(TENANT, (transaction) =>
      transaction.query<Record<string, unknown>[]>("select * from vendor_ledger where run_id = $1", [
        row.runId,
      ]),
    );
    expect(entry).to.include({
      vendor: "tavily",
      operation: "search",
      state: "charged",
      unit: "credit",
      quantity: 1,
      cost_nano_usd: "8000000",
      price_card_id: "default:tavily:credit:2025",
    });
    expect((await usedBy(row))("nano_usd")).to.equal(8_000_000);
  });

  it("gives back what a refused call had reserved, and keeps what an unknown one had", async () => {
    const row = await startTestRun(test.database, TENANT);
    const budget = budgetOf(row);
    await lookUp(budget, 2, "charged");
    await lookUp(budget, 3, "released").catch(() => undefined);
    await lookUp(budget, 4, "unknown").catch(() => undefined);
    expect((await usedBy(row))("lusha_lookups")).to.equal(6);
    expect((await usedBy(row))("nano_usd")).to.equal(600_000_000);
    expect((await totals(row)).map(({ state, quantity }) => [state, quantity])).to.deep.equal([
      ["charged", 2],
      ["released", 0],
      ["unknown", 0],
    ]);
  });

  it("keeps what a good answer had reserved that does not say what it cost", async () => {
    const row = await startTestRun(test.database, TENANT);
    await lookUp(budgetOf(row), 3, "unsaid");
    expect((await usedBy(row))("lusha_lookups")).to.equal(3);
    expect((await totals(row)).map(({ state, quantity }) => [state, quantity])).to.deep.equal([
      ["unknown", 0],
    ]);
  });

  it("settles an unknown call only when it is reconciled, and then once", async () => {
    const row = await startTestRun(test.database, TENANT);
    await lookUp(budgetOf(row), 4, "unknown").catch(() => undefined);
    await test.database.withTenant(TENANT, async (transaction) => {
      const open = (await listUnknownEntries(transaction, TENANT)).find(({ runId }) => runId === row.runId);
      if (open === undefined) throw new Error("it is open");
      const key = { tenantId: TENANT, ledgerId: open.ledgerId };
      expect(await settle(transaction, key, { state: "released" }, now)).to.equal(true);
      expect(await settle(transaction, key, { state: "released" }, now)).to.equal(false);
    });
    expect((await usedBy(row))("lusha_lookups")).to.equal(0);
  });

  it("calls a reservation of a process that is gone unknown, and still counts it", async () => {
    const row = await startTestRun(test.database, TENANT);
    const started = Promise.withResolvers<void>();
    const never = Promise.withResolvers<null>();
    void search(budgetOf(row), () => {
      started.resolve();
      return never.promise;
    });
    await started.promise;
    const mark = (cutoff: Date) =>
      test.database.withTenant(TENANT, (transaction) =>
        markStaleReservations(transaction, row.runId, cutoff),
      );
    expect(await mark(now), "as old as the cutoff").to.equal(0);
    expect(await mark(new Date(now.getTime() + 1))).to.equal(1);
    expect((await totals(row)).map(({ state }) => state)).to.deep.equal(["unknown"]);
    expect((await usedBy(row))("tavily_queries")).to.equal(1);
    // Its process was only slow: what it learns in the end still counts.
    never.resolve(null);
  });

  it("settles what it could not write down as soon as the database is back", async () => {
    const row = await startTestRun(test.database, TENANT);
    let refusals = 0;
    const database: Database = {
      ...test.database,
      batch(tenantId, work) {
        if (refusals === 0) return test.database.batch(tenantId, work);
        refusals -= 1;
        return Promise.reject(new DatabaseUnavailableError("Postgres cannot be reached"));
      },
    };
    const budget = budgetOf(row, undefined, undefined, { ...test, database });
    await search(budget, async () => {
      refusals = 2;
    });
    expect((await totals(row)).map(({ state }) => state)).to.deep.equal(["reserved"]);
    await waitUntil(async () => (await totals(row))[0]?.state === "charged", "the call to be settled");
    expect(refusals).to.equal(0);
  });

  it("warns once when four fifths are used", async () => {
    const row = await startTestRun(test.database, TENANT, { budgets: { tavilyQueries: 10 } });
    const budget = budgetOf(row);
    for (let number = 0; number < 7; number += 1) await search(budget);
    expect(await events(row, "budget_soft_limit")).to.have.length(0);
    for (let number = 0; number < 3; number += 1) await search(budget);
    expect((await events(row, "budget_soft_limit")).map(({ extra }) => extra)).to.deep.equal([
      { resource: "tavily_queries", scope: "run", limit: 10, used: 8 },
    ]);
  });

  it("warns in every run of a day whose budget is nearly used, also where an earlier one crossed the line", async () => {
    const budgets = { perDay: { tavilyQueries: 10 } };
    const first = await startTestRun(test.database, TENANT, { budgets });
    for (let number = 0; number < 8; number += 1) await search(budgetOf(first));
    await test.database.withTenant(TENANT, (transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded'"),
    );
    const second = await startTestRun(test.database, TENANT, { budgets });
    await search(budgetOf(second));
    for (const [row, used] of [
      [first, 8],
      [second, 9],
    ] as const) {
      expect((await events(row, "budget_soft_limit")).map(({ extra }) => extra)).to.deep.equal([
        { resource: "tavily_queries", scope: "day", limit: 10, used },
      ]);
    }
  });

  it("counts a tenant's day from its own midnight, over its runs", async () => {
    // 15:59 and 16:00 UTC are the two sides of midnight in Singapore.
    now = new Date("2026-11-22T15:59:59Z");
    const budgets = { perDay: { tavilyQueries: 1 } };
    const first = await startTestRun(test.database, TENANT, { budgets });
    await search(budgetOf(first));
    await test.database.withTenant(TENANT, (transaction) =>
      transaction.query("update enrichment_runs set status = 'succeeded'"),
    );
    const second = await startTestRun(test.database, TENANT, { budgets });
    const refused = await search(budgetOf(second)).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(BudgetSpentError).and.to.include({ scope: "day:2026-11-22" });
    now = new Date("2026-11-22T16:00:00Z");
    await search(budgetOf(second));
  });

  it("never spends more dollars than it has, whatever the vendor charges by", async () => {
    // A look-up is $0.10, a search $0.008.
    const row = await startTestRun(test.database, TENANT, { budgets: { usd: 0.21 } });
    const budget = budgetOf(row);
    await lookUp(budget, 2, "charged");
    expect(await lookUp(budget, 1, "charged").catch((error: unknown) => error)).to.include({
      resource: "nano_usd",
    });
    await search(budget);
    expect(await search(budget).catch((error: unknown) => error)).to.be.instanceOf(BudgetSpentError);
    expect((await usedBy(row))("nano_usd")).to.equal(208_000_000);
  });

  it("prices by the tenant's own card before the default one", async () => {
    const card = {
      id: "contract-7",
      vendor: "tavily",
      modelPattern: null,
      unit: "credit",
      priceNanoUsd: 5_000_000n,
      validFrom: new Date("2026-01-01T00:00:00Z"),
      validTo: null,
      source: "contract",
    } as const;
    const cards = await test.database.withTenant(TENANT, async (transaction) => {
      await savePriceCard(transaction, TENANT, card);
      return listPriceCards(transaction, TENANT);
    });
    expect(cards).to.deep.equal([card]);
    const price = createPriceCharge(cards);
    expect(price("tavily", { unit: "credit", quantity: 2 }, now)).to.deep.equal({
      nanoUsd: 10_000_000n,
      priceCardId: "contract-7",
    });
  });

  it("waits for what the calls in progress give back, before it refuses one", async () => {
    const row = await startTestRun(test.database, TENANT, { budgets: { lushaLookups: 5 } });
    const budget = budgetOf(row);
    const fates = await Promise.allSettled([
      lookUp(budget, 5, "released"),
      lookUp(budget, 5, "released"),
      lookUp(budget, 5, "charged"),
      lookUp(budget, 1, "charged"),
    ]);
    expect(fates.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    expect((await usedBy(row))("lusha_lookups")).to.be.oneOf([1, 5]);
  });

  describe("that a call of another process holds all of", () => {
    let row: RunRow;
    let release: (value: "released") => void;
    let elsewhere: Promise<unknown>;

    beforeEach(async () => {
      row = await startTestRun(test.database, TENANT, { budgets: { tavilyQueries: 1 } });
      const answer = Promise.withResolvers<"released">();
      release = answer.resolve;
      const isMade = Promise.withResolvers<void>();
      elsewhere = search(budgetOf(row), async () => {
        isMade.resolve();
        await answer.promise;
        throw new VendorError("tavily", "server", { operation: "search" });
      }).catch(() => undefined);
      await isMade.promise;
    });
    afterEach(async () => {
      release("released");
      await elsewhere;
    });

    it("is waited for, and taken once it is given back", async () => {
      let isMade = false;
      const here = search(budgetOf(row), async () => {
        isMade = true;
      });
      // It has been refused by now, and would have said so.
      await usedBy(row);
      await events(row, "budget_exhausted");
      expect(isMade).to.equal(false);
      release("released");
      await here;
      expect(isMade).to.equal(true);
      expect(await events(row, "budget_exhausted")).to.have.length(0);
    });

    it("is not waited for when that process may be gone", async () => {
      now = new Date(now.getTime() + waitedForMs("tavily"));
      const refused = await search(budgetOf(row)).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(BudgetSpentError);
    });

    it("is not waited for any more when the work stops", async () => {
      const stopping = new AbortController();
      const here = search(budgetOf(row, "Asia/Singapore", stopping)).catch((error: unknown) => error);
      stopping.abort();
      expect(await here).to.include({ name: "AbortError" });
    });
  });

  it("holds and adds up under any mix of outcomes at the same time", async () => {
    const fate = fc.constantFrom("charged" as const, "released" as const, "unknown" as const);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fate), { maxLength: 20 }),
        async (cap, calls) => {
          const row = await startTestRun(test.database, TENANT, { budgets: { lushaLookups: cap } });
          const budget = budgetOf(row);
          let held = 0;
          await Promise.all(
            calls.map(async ([people, outcome]) => {
              try {
                await lookUp(budget, people, outcome);
                held += people;
              } catch (error) {
                if (error instanceof VendorError && error.facts.outcomeUnknown === true) held += people;
              }
            }),
          );
          const used = (await usedBy(row))("lusha_lookups");
          expect(used).to.equal(held);
          expect(used).to.be.at.most(cap);
          await test.database.withTenant(TENANT, (transaction) =>
            transaction.query("update enrichment_runs set status = 'succeeded'"),
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  describe("of tokens, of which a call uses far fewer than it reserves", () => {
    const MOST = 1_000;
    const extract = (
      budget: RunBudget,
      reserved: number,
      { used, closer }: { readonly used: number; readonly closer?: number },
    ) => {
      const estimateOf = (units: number) => ({
        units,
        charge: {
          unit: "token" as const,
          model: "gpt-5-mini",
          inputTokens: units,
          cachedInputTokens: 0,
          outputTokens: 0,
        },
      });
      return budget.spend(
        {
          ledgerId: randomUUID(),
          vendor: "openai",
          operation: "respond",
          stage: "extract",
          companyId: null,
          estimate: estimateOf(reserved),
          ...(closer !== undefined && { closerEstimate: () => Promise.resolve(estimateOf(closer)) }),
        },
        async () => {
          await breathe();
          return { value: null, charge: { ...estimateOf(used).charge } };
        },
      );
    };

    it("is used to nine tenths and more by two processes, and never exceeded", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              reserved: fc.integer({ min: 300, max: MOST }),
              share: fc.double({ min: 0.1, max: 1, noNaN: true }),
            }),
            { minLength: 120, maxLength: 120 },
          ),
          async (calls) => {
            const cap = 10 * MOST;
            const row = await startTestRun(test.database, TENANT, { budgets: { openaiTokens: cap } });
            const budgets = [budgetOf(row), budgetOf(row)] as const;
            const refused: number[] = [];
            let spent = 0;
            await Promise.all(
              budgets.map(async (budget, process) => {
                const limit = pLimit(8);
                const own = calls.filter((_, place) => place % budgets.length === process);
                await Promise.all(
                  own.map(({ reserved, share }) =>
                    limit(async () => {
                      const used = Math.ceil(reserved * share);
                      try {
                        await extract(budget, reserved, { used });
                        spent += used;
                      } catch (error) {
                        if (!(error instanceof BudgetSpentError)) throw error;
                        refused.push(reserved);
                      }
                    }),
                  ),
                );
              }),
            );
            const used = (await usedBy(row))("openai_tokens");
            expect(used).to.equal(spent).and.to.be.at.most(cap);
            if (refused.length > 0) {
              expect(used).to.be.at.least(0.9 * cap);
              expect(cap - used).to.be.lessThan(Math.min(...refused));
            }
            await test.database.withTenant(TENANT, (transaction) =>
              transaction.query("update enrichment_runs set status = 'succeeded'"),
            );
          },
        ),
        { numRuns: 4 },
      );
    });

    it("asks for a closer estimate only when the first does not fit, and reserves by it", async () => {
      const row = await startTestRun(test.database, TENANT, { budgets: { openaiTokens: 1_000 } });
      const budget = budgetOf(row);
      await extract(budget, 900, { used: 600, closer: 1 });
      await extract(budget, 500, { used: 250, closer: 400 });
      const refused = await extract(budget, 500, { used: 10, closer: 151 }).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(BudgetSpentError);
      await extract(budget, 500, { used: 150, closer: 150 });
      expect((await usedBy(row))("openai_tokens")).to.equal(1_000);
      const reserved = await test.database.withTenant(TENANT, (transaction) =>
        transaction.query<{ units: number }[]>(
          "select reserved_units::int as units from vendor_ledger where run_id = $1 order by reserved_at, reserved_units desc",
          [row.runId],
        ),
      );
      expect(reserved.map(({ units }) => units)).to.have.members([900, 400, 150]);
    });
  });

  it("holds over two processes that spend as fast as they can", async () => {
    const cap = 150;
    const row = await startTestRun(test.database, TENANT, { budgets: { lushaLookups: cap } });
    const { file, env } = await builtProcess(new URL("./spend-loop.ts", import.meta.url));
    const args = [file, test.urls.app, test.urls.service, TENANT, row.runId, "120"];
    const spend = async () => {
      const { stdout } = await run(process.execPath, args, { env });
      return Told.parse(JSON.parse(stdout));
    };
    const [one, other] = await Promise.all([spend(), spend()]);
    const held = one.charged + one.unknown + other.charged + other.unknown;
    const used = (await usedBy(row))("lusha_lookups");
    expect(used).to.equal(held);
    expect(used)
      .to.be.at.most(cap)
      .and.to.be.greaterThan(cap / 2);
    expect(one.refused + other.refused).to.be.greaterThan(0);
    expect(await events(row, "budget_soft_limit")).to.have.length(1);
    expect(await events(row, "budget_exhausted")).to.have.length(1);
  });
});
