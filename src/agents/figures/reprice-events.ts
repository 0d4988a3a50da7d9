import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { listPriceCards } from "../../observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../../observability/costs/price-cards.ts";
import { createPriceCharge, type PriceCharge } from "../../observability/costs/price-charge.ts";
import { rollUpAgentRun } from "../../observability/figures/roll-up-agent-run-store.ts";
import { markStaleDays } from "../events/agent-event-store.ts";
import { aggregateDay, listDaysToCount } from "./aggregate-day-store.ts";
import {
  listRunsOfCalls,
  type NewCost,
  type PricedCall,
  readPricedCalls,
  writeNewCosts,
} from "./reprice-store.ts";

const PAGE = 2_000;

/** What repricing changed, or would change. */
export interface Repricing {
  readonly calls: number;
  readonly changed: number;
  readonly beforeNanoUsd: bigint;
  readonly afterNanoUsd: bigint;
  /** Calls that have no price, before and after. */
  readonly unpricedBefore: number;
  readonly unpricedAfter: number;
}

/**
 * Prices agents' stored calls of a period by today's price cards, page by page. Running it again changes nothing.
 * A dry run writes nothing.
 */
export async function repriceEvents(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  wish: {
    readonly tenantId: string;
    readonly actor: string;
    readonly from: Date;
    readonly to: Date;
    readonly isDryRun: boolean;
  },
): Promise<Repricing> {
  const { tenantId, actor, from, to, isDryRun } = wish;
  const price = createPriceCharge([
    ...(await database.withTenant(tenantId, (transaction) => listPriceCards(transaction, tenantId))),
    ...DEFAULT_PRICE_CARDS,
  ]);
  const sum = { calls: 0, changed: 0, unpricedBefore: 0, unpricedAfter: 0 };
  let beforeNanoUsd = 0n;
  let afterNanoUsd = 0n;
  let after: PricedCall | null = null;
  for (;;) {
    const last: PricedCall | null = after;
    const costs: NewCost[] = await database.withTenant(tenantId, async (transaction) => {
      const calls = await readPricedCalls(transaction, { tenantId, from, to, after: last, limit: PAGE });
      const priced = calls.map((call) => ({ call, ...costOf(call, price) }));
      const changed = priced.filter(isChanged);
      if (!isDryRun && changed.length > 0) {
        await writeNewCosts(transaction, tenantId, changed);
        await markStaleDays(
          transaction,
          tenantId,
          changed.map(({ call }) => call),
        );
      }
      return priced;
    });
    for (const cost of costs) {
      beforeNanoUsd += BigInt(cost.call.costNanoUsd ?? 0);
      afterNanoUsd += cost.costNanoUsd ?? 0n;
      sum.calls += 1;
      if (isChanged(cost)) sum.changed += 1;
      if (cost.call.costNanoUsd === null) sum.unpricedBefore += 1;
      if (cost.costNanoUsd === null) sum.unpricedAfter += 1;
    }
    after = costs.at(-1)?.call ?? null;
    if (costs.length < PAGE) break;
  }
  const repricing = { ...sum, beforeNanoUsd, afterNanoUsd };
  if (isDryRun || sum.changed === 0) return repricing;
  await countAgain(database, { tenantId, from, to }, clock());
  await database.withTenant(tenantId, (transaction) =>
    insertAudit(transaction, {
      tenantId,
      actor,
      action: "price.reprice",
      subject: `${from.toISOString()}/${to.toISOString()}`,
      detail: { changed: sum.changed, before: String(beforeNanoUsd), after: String(afterNanoUsd) },
    }),
  );
  return repricing;
}

async function countAgain(
  database: Database,
  { tenantId, from, to }: { readonly tenantId: string; readonly from: Date; readonly to: Date },
  now: Date,
): Promise<void> {
  const [dates, runs] = await database.withTenant(tenantId, async (transaction) => [
    await listDaysToCount(transaction, tenantId, now),
    await listRunsOfCalls(transaction, tenantId, { from, to }),
  ]);
  for (const date of dates)
    await database.withTenant(tenantId, (transaction) => aggregateDay(transaction, tenantId, date, now));
  for (const run of runs)
    await database.withTenant(tenantId, (transaction) => rollUpAgentRun(transaction, run));
}

function costOf(call: PricedCall, price: PriceCharge): Omit<NewCost, "call"> {
  const charge = {
    unit: "token" as const,
    model: call.model,
    inputTokens: call.tokensInput,
    cachedInputTokens: call.tokensCached,
    cacheWriteTokens: call.tokensCacheWrite,
    outputTokens: call.tokensOutput,
  };
  const { nanoUsd, priceCardId } = price(call.vendor ?? "", charge, call.ts);
  return { costNanoUsd: nanoUsd, priceCardId };
}

function isChanged({ call, costNanoUsd, priceCardId }: NewCost): boolean {
  return (costNanoUsd?.toString() ?? null) !== call.costNanoUsd || priceCardId !== call.priceCardId;
}
