import { listOpenAlertsOf } from "../../alerts/lifecycle/alert-list-store.ts";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { listSilencesInForce } from "../../alerts/suppression/silence-store.ts";
import type { Clock } from "../../clock.ts";
import { callsNobody } from "../../config/called-people.ts";
import type { Database } from "../../database/database.ts";
import { listTenantRows, readSettingsOrDefault } from "../../database/tenants/tenant-store.ts";
import { listLastNights } from "../../observability/nights/last-night-store.ts";
import type { HomeFacts } from "../ports/home-facts.ts";
import type { Roles } from "./create-roles.ts";
import { withCardLink } from "./with-card-link.ts";

/** What App Home shows, one query per list however many tenants there are. The tenants are those of `listRoles`. */
export function createHomeFacts(
  database: Database,
  { clock, roles }: { readonly clock: Clock; readonly roles: Roles },
): HomeFacts {
  return {
    async listRoles(slackUserId) {
      const own = await roles.listFor(slackUserId);
      const role = await roles.roleOf(slackUserId, PLATFORM_TENANT);
      return role === null ? own : [{ tenantId: PLATFORM_TENANT, role }, ...own];
    },
    async listOpenAlerts(tenantIds, page) {
      const { total, alerts } = await database.withService((transaction) =>
        listOpenAlertsOf(transaction, tenantIds, page),
      );
      return { total, items: alerts.map(withCardLink) };
    },
    async listLastNights(tenantIds, limit) {
      const { total, runs } = await database.withService((transaction) =>
        listLastNights(transaction, tenantIds, limit),
      );
      return { total, items: runs };
    },
    async listUncalled(tenantIds) {
      const rows = await database.withService((transaction) => listTenantRows(transaction, tenantIds));
      return rows
        .map(readSettingsOrDefault)
        .filter(({ policy }) => callsNobody(policy))
        .map(({ tenantId }) => tenantId);
    },
    async listSilences(tenantIds, limit) {
      const silences = await database.withService((transaction) =>
        listSilencesInForce(transaction, tenantIds, clock()),
      );
      return { total: silences.length, items: silences.slice(0, limit) };
    },
  };
}
