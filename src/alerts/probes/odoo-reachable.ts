import pLimit from "p-limit";
import { listOdooServers } from "../../database/tenants/odoo-connection-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** How many servers are asked at the same time. */
const CONCURRENCY = 16;

/** An Odoo server that receives leads does not answer; one alert per server, however many tenants share it. */
export const odooReachable = createProbe(
  PLATFORM_RULE_TABLE["PL-26"],
  async ({ database, fetchStatus }) => {
    const servers = await database.withService(listOdooServers);
    const limit = pLimit(CONCURRENCY);
    return Promise.all(
      servers.map(({ baseUrl, tenants }) =>
        limit(async () => ({ baseUrl, tenants, status: await fetchStatus(baseUrl) })),
      ),
    );
  },
  ({ baseUrl, tenants, status }: OdooAnswer) => ({
    subject: new URL(baseUrl).host,
    // Any answer except a server error shows that it is up; the probe does not sign in.
    breached: status === null || status >= 500,
    summary: `Odoo at ${new URL(baseUrl).host} ${status === null ? "does not answer" : `answers HTTP ${status}`}; ${tenants === 1 ? "one tenant's leads are waiting" : `the leads of ${tenants} tenants are waiting`}.`,
    loss: null,
    facts: { httpStatus: status, tenants },
  }),
);

interface OdooAnswer {
  readonly baseUrl: string;
  readonly tenants: number;
  readonly status: number | null;
}
