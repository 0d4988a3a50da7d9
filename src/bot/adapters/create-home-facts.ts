import { listOpenAlertsOf } from "../../alerts/lifecycle/alert-list-store.ts";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { listSilencesInForce } from "../../alerts/suppression/silence-store.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { listTenantsOf } from "../../database/tenants/user-store.ts";
import { listLastNights } from "../../observability/reads/last-night-store.ts";
import type { Access } from "../ports/access.ts";
import type { HomeFacts } from "../ports/home-facts.ts";
import { withCardLink } from "./with-card-link.ts";

/** What App Home shows, one query per list however many tenants there are. The tenants are those of `listRoles`. */
export function createHomeFacts(
  database: Database,
  {
    clock,
    firstAdmin,
    access,
  }: {
    readonly clock: Clock;
    readonly firstAdmin: string | undefined;
    readonly access: Pick<Access, "roleOf">;
  },
): HomeFacts {
  return {
    async listRoles(slackUserId) {
      const own = await listTenantsOf(database, slackUserId, firstAdmin);
      const role = await access.roleOf(slackUserId, PLATFORM_TENANT);
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
    async listSilences(tenantIds, limit) {
      const silences = await database.withService((transaction) =>
        listSilencesInForce(transaction, tenantIds, clock()),
      );
      return { total: silences.length, items: silences.slice(0, limit) };
    },
  };
}
