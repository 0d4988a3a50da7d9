import type { Database } from "../../database/database.ts";
import type { RefusalLog } from "../../observability/refusals/create-refusal-log.ts";
import { isElsewhere } from "../../observability/refusals/refusal-store.ts";
import type { RefusalPort } from "../ports/refusal-port.ts";

/** Records refusals in the log of all entrances. */
export function createRefusalPort(database: Database, refusals: RefusalLog): RefusalPort {
  return {
    note: (refusal) => refusals.note({ ...refusal, door: "http" }),
    isElsewhere: (kind, id, tenantId) =>
      database
        .withService((transaction) => isElsewhere(transaction, kind, id, tenantId))
        // Only the record is lost: the request is refused either way.
        .catch(() => false),
    totals: () => refusals.totals(),
  };
}
