import { stringify } from "yaml";
import { latency } from "./latency.ts";
import { DASHBOARD_PROVIDERS, DATA_SOURCES } from "./provisioning.ts";
import { qualityAndVerification } from "./quality-and-verification.ts";
import { tenantOverview } from "./tenant-overview.ts";
import { vendorUsageAndCost } from "./vendor-usage-and-cost.ts";

const MADE = "Made by `npm run dashboards` from dashboards/source: change it there.";

/** Grafana's dashboards, by the names of their files. */
export const DASHBOARDS = {
  "tenant-overview": tenantOverview,
  "vendor-usage-and-cost": vendorUsageAndCost,
  "quality-and-verification": qualityAndVerification,
  latency,
} as const;

/** All files of dashboards/grafana, by their paths in it. */
export function listFiles(): Record<string, string> {
  return {
    ...Object.fromEntries(
      Object.entries(DASHBOARDS).map(([name, dashboard]) => [
        `${name}.json`,
        `${JSON.stringify(dashboard.build(), null, 2)}\n`,
      ]),
    ),
    "provisioning/datasources/nightshift.yaml": `# ${MADE}\n${stringify(DATA_SOURCES)}`,
    "provisioning/dashboards/nightshift.yaml": `# ${MADE}\n${stringify(DASHBOARD_PROVIDERS)}`,
  };
}
