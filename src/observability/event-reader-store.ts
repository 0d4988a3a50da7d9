import type { Database } from "../database/database.ts";
import { EnrichmentRun } from "../entities/enrichment-run.ts";
import { RunEventLog } from "../entities/run-event-log.ts";

const PAGE = 5_000;

/** The events of a run in the order they happened, page by page: memory does not grow with them. */
export async function* streamEvents(
  database: Database,
  tenantId: string,
  runId: string,
): AsyncGenerator<RunEventLog[]> {
  let after: Pick<RunEventLog, "ts" | "dedupeKey"> | null = null;
  for (;;) {
    const page: RunEventLog[] = await database.withTenant(tenantId, async (transaction) => {
      const run = await transaction.getRepository(EnrichmentRun).findOneBy({ tenantId, runId });
      if (run === null) return [];
      const query = transaction
        .getRepository(RunEventLog)
        .createQueryBuilder("event")
        .where("event.tenantId = :tenantId and event.runId = :runId and event.eventDate = :eventDate", {
          tenantId,
          runId,
          eventDate: run.runDate,
        })
        .orderBy("event.ts")
        .addOrderBy("event.dedupeKey")
        .limit(PAGE);
      if (after !== null) query.andWhere("(event.ts, event.dedupeKey) > (:ts, :dedupeKey)", { ...after });
      return query.getMany();
    });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = { ts: last.ts, dedupeKey: last.dedupeKey };
  }
}
