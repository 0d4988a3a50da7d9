import { listOdooServers } from "../../database/tenants/odoo-connection-store.ts";
import { readVendorRecords } from "../../observability/metrics/metric-store.ts";
import { createLook } from "../kit/create-look.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** Servers are asked at most this often, however often the check runs. */
const ASKED_EVERY_MS = 30_000;
/** At most this many servers are asked here: PL-26 watches all of them. */
const MOST_ASKED = 16;
/** A server that takes longer is shown as not answering. */
const PATIENCE_MS = 1_000;

/** Whether the Odoo servers of active tenants answer, without signing in, and how long the slowest takes. */
export function createOdooCheck({
  database,
  clock,
  fetchStatus,
}: Pick<CheckDependencies, "database" | "clock" | "fetchStatus">): HealthCheck {
  const ask = createLook(async (world: CheckDependencies["database"]) => {
    const servers = await world.withService(listOdooServers);
    const asked = await Promise.all(servers.slice(0, MOST_ASKED).map(({ baseUrl }) => time(baseUrl)));
    return { servers: servers.length, asked };
  }, ASKED_EVERY_MS);

  async function time(baseUrl: string): Promise<{ readonly isUp: boolean; readonly latencyMs: number }> {
    const startedMs = performance.now();
    const { promise: silence, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(resolve, PATIENCE_MS, null);
    const status = await Promise.race([fetchStatus(baseUrl), silence]);
    clearTimeout(timer);
    return {
      isUp: status !== null && status < 500,
      latencyMs: Math.round(performance.now() - startedMs),
    };
  }

  return {
    name: "odoo",
    critical: false,
    async check() {
      const [{ servers, asked }, records] = await Promise.all([
        ask(database),
        database.withService((transaction) => readVendorRecords(transaction, clock())),
      ]);
      const unreachable = asked.filter(({ isUp }) => !isUp).length;
      const lastSuccess = records.find(({ vendor }) => vendor === "odoo")?.lastSuccess ?? null;
      return {
        status: unreachable === 0 ? "up" : unreachable === asked.length ? "down" : "degraded",
        detail: {
          latency_ms: asked.length === 0 ? null : Math.max(...asked.map(({ latencyMs }) => latencyMs)),
          last_successful_call: lastSuccess?.toISOString() ?? null,
          servers,
          asked: asked.length,
          unreachable,
        },
      };
    },
  };
}
