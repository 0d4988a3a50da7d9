import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { listActiveTenants, readTenant } from "../../database/tenants/tenant-store.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { findMessage, wantMessage } from "../../messages/outbox-store.ts";

/**
 * Asks for the weekly digest of the seven days before today (UTC) in every active tenant's channel, at most once a day.
 * Returns how many were asked for. A tenant that fails does not stop the others.
 */
export async function postWeeklyDigests({
  database,
  clock,
  logger,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<number> {
  const subject = formatSubject({ kind: "digest", day: clock().toISOString().slice(0, 10) });
  let asked = 0;
  for (const { tenantId } of await database.withService(listActiveTenants)) {
    try {
      const { policy } = await readTenant(database, tenantId);
      const message = { tenantId, ...subject };
      await database.withTenant(tenantId, async (transaction) => {
        if ((await findMessage(transaction, message)) !== null) return;
        await wantMessage(transaction, { ...message, channel: policy.alertChannel }, clock());
        asked += 1;
      });
    } catch (error) {
      logger.error("digest_not_posted", { ...errorFields(error), tenantId });
    }
  }
  return asked;
}
