import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { listActiveTenants } from "../../database/tenants/tenant-store.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { rollUpAgentRun } from "../../observability/figures/roll-up-agent-run-store.ts";
import {
  aggregateDay,
  listActiveAgentRuns,
  listDaysToCount,
  removeOldQuarters,
} from "./aggregate-day-store.ts";

/** The days of one tenant that were counted. */
export interface AggregatedDay {
  readonly date: string;
  readonly agents: number;
}

/** Counts a tenant's days and the runs of its agents that were active lately; a transaction each. */
export async function aggregateTenant(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: string,
): Promise<AggregatedDay[]> {
  const now = clock();
  const dates = await database.withTenant(tenantId, (transaction) =>
    listDaysToCount(transaction, tenantId, now),
  );
  const counted: AggregatedDay[] = [];
  for (const date of dates) {
    const agents = await database.withTenant(
      tenantId,
      (transaction) => aggregateDay(transaction, tenantId, date, now),
      { isLong: true },
    );
    counted.push({ date, agents });
  }
  const runs = await database.withTenant(tenantId, (transaction) =>
    listActiveAgentRuns(transaction, tenantId, now),
  );
  for (const run of runs)
    await database.withTenant(tenantId, (transaction) => rollUpAgentRun(transaction, run), { isLong: true });
  return counted;
}

/** The same for every active tenant; one that fails is logged and holds up no other. */
export async function aggregateAgents(world: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<void> {
  const { database, clock, logger } = world;
  for (const { tenantId } of await database.withService(listActiveTenants)) {
    try {
      await aggregateTenant(world, tenantId);
    } catch (error) {
      logger.error("agents_not_aggregated", { tenantId, ...errorFields(error) });
    }
  }
  await database.withService((transaction) => removeOldQuarters(transaction, clock()));
}
