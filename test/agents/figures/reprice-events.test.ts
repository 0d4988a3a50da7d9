import { expect } from "chai";
import { repriceEvents } from "../../../src/agents/figures/reprice-events.ts";
import { savePriceCard } from "../../../src/observability/costs/price-card-store.ts";
import { type IngestServer, startIngestServer } from "../../http/support/ingest-server.ts";

describe("a corrected price", () => {
  let server: IngestServer;
  let from: Date;
  let to: Date;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    server.now = new Date(`${new Date().toISOString().slice(0, 10)}T04:00:00Z`);
    from = new Date(server.now.getTime() - 2 * 3_600_000);
    to = new Date(server.now.getTime() - 3_600_000);
    const key = await server.createKey(["ingest"]);
    const call = (ts: Date, more: object = {}) => ({
      type: "llm_call",
      agent_id: "a",
      run_id: "r",
      provider: "acme-ai",
      model: "one",
      tokens_input: 1_000_000,
      tokens_output: 0,
      ts: ts.toISOString(),
      ...more,
    });
    await server.post(key, [
      call(new Date(from.getTime() - 1)),
      call(from),
      call(new Date(to.getTime() - 1)),
      call(to),
      call(from, { cost_usd: 7 }),
    ]);
  });
  after(() => server.close());

  async function setPrice(usd: bigint): Promise<void> {
    await server.test.database.withTenant("acme", async (transaction) => {
      for (const unit of ["input_mtok", "output_mtok"] as const)
        await savePriceCard(transaction, "acme", {
          id: `own:${unit}`,
          vendor: "acme-ai",
          modelPattern: "one",
          unit,
          priceNanoUsd: usd * 1_000_000_000n,
          validFrom: new Date("2020-01-01"),
          validTo: null,
          source: "test",
        });
    });
  }

  const reprice = (isDryRun: boolean) =>
    repriceEvents(
      { database: server.test.database, clock: () => server.now },
      { tenantId: "acme", actor: "cli", from, to, isDryRun },
    );

  async function sums() {
    const [row] = await server.query<Record<string, number>>(
      `select (select sum(cost_nano_usd)::float8 / 1e9 from run_event_logs) as events,
         (select sum(cost_nano_usd)::float8 / 1e9 from agent_quarters) as quarters,
         (select sum(unpriced_calls)::int from agent_quarters) as unpriced,
         (select coalesce(sum(cost_nano_usd), 0)::float8 / 1e9 from agent_daily_metrics) as days,
         (select cost_nano_usd::float8 / 1e9 from enrichment_runs) as run`,
    );
    return row;
  }

  it("changes nothing in a dry run, and says what it would", async () => {
    await setPrice(2n);
    const before = await sums();
    expect(await reprice(true)).to.deep.equal({
      calls: 2,
      changed: 2,
      beforeNanoUsd: 0n,
      afterNanoUsd: 4_000_000_000n,
      unpricedBefore: 2,
      unpricedAfter: 0,
    });
    expect(await sums()).to.deep.equal(before);
  });

  it("is applied within the window, the end excluded, in events, quarters, days and runs alike; costs that senders named stay", async () => {
    await reprice(false);
    expect(await sums()).to.deep.equal({ events: 11, quarters: 11, unpriced: 2, days: 11, run: 11 });
    await setPrice(3n);
    const again = await reprice(false);
    expect(again).to.include({ changed: 2, beforeNanoUsd: 4_000_000_000n, afterNanoUsd: 6_000_000_000n });
    expect(await sums()).to.deep.equal({ events: 13, quarters: 13, unpriced: 2, days: 13, run: 13 });
    expect(await reprice(false)).to.include({ changed: 0 });
  });

  it("is the only change the application role may make to an event", async () => {
    const change = (sql: string) =>
      server.test.database.withTenant("acme", (transaction) => transaction.query(sql)).catch(String);
    expect(await change("update run_event_logs set status = 'x'")).to.contain("permission denied");
    expect(await change("delete from run_event_logs")).to.contain("permission denied");
  });
});
