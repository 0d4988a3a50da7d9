import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import {
  cancelSilence,
  countLastWeek,
  createSilence,
  listSilences,
  previewSilence,
} from "../../alerts/suppression/silence-store.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import type { Silences } from "../ports/silences.ts";

/** Silences, kept in the database. */
export function createSilences(database: Database, clock: Clock): Silences {
  return {
    preview: ({ tenantId, ruleId, subject }) =>
      database.withTenant(tenantId, async (transaction) => ({
        open: await previewSilence(transaction, tenantId, { ruleId, subject }),
        lastWeek: await countLastWeek(transaction, tenantId, { ruleId, subject }, clock()),
      })),
    create: ({ now, ...wish }) =>
      database.withTenant(wish.tenantId, (transaction) => createSilence(transaction, wish, now)),
    list: (tenantId) =>
      database.withTenant(tenantId, (transaction) => listSilences(transaction, tenantId, clock())),
    undo: ({ tenantId, silenceId, actor, now }) =>
      database.withTenant(tenantId, (transaction) =>
        cancelSilence(transaction, { tenantId, silenceId, actor }, now),
      ),
    async timezoneOf(tenantId) {
      // The installation belongs to no place.
      if (tenantId === PLATFORM_TENANT) return "UTC";
      const { timezone } = await readTenant(database, tenantId);
      return timezone;
    },
  };
}
