import type { Environment } from "../../config/environment.ts";
import type { Database } from "../../database/database.ts";
import { compareUsage, type UsageComparison } from "../../runner/budget/unknown-calls/compare-usage.ts";
import { vendorOf } from "../../vendors/vendors.ts";
import { renderTable } from "../kit/render-table.ts";

const DAY_MS = 86_400_000;

/** Compares the vendors' own counts with the ledger, since a given time, by default the last day. */
export function reconcileVendors(
  database: Database,
  environment: Environment,
  { since, now }: { readonly since: Date | undefined; readonly now: Date },
): Promise<UsageComparison[]> {
  return compareUsage(database, environment, since ?? new Date(now.getTime() - DAY_MS));
}

/** The comparison for people. */
export function renderVendorUsage(compared: readonly UsageComparison[]): string {
  if (compared.length === 0) return "No vendor has a key, so there is nothing to compare.";
  const missing = compared.filter((one) => one.missing > 0);
  return [
    renderTable(
      ["VENDOR", "SINCE", "VENDOR CHARGED", "LEDGER CHARGED", "UNKNOWN", "UNDER WAY", "MISSING", ""],
      compared.map(({ vendor, problem, since, told, ledger, missing: lost }) =>
        since === null
          ? [vendorOf(vendor).label, "", "", "", "", "", "", problem ?? ""]
          : [
              vendorOf(vendor).label,
              since.toISOString(),
              String(told),
              String(ledger.charged),
              String(ledger.unknown),
              String(ledger.underway),
              String(lost),
              "",
            ],
      ),
    ),
    missing.length === 0
      ? "The ledger has every credit that the vendors charged."
      : `${missing.map(({ vendor, missing: lost }) => `${vendorOf(vendor).label} charged ${lost} credits`).join(", ")} that the ledger does not have: calls that a lost database forgot, or somebody else who uses the key.`,
    "OpenAI tells its usage to administrators' keys only: compare its dashboard with node_modules/.bin/nightshift runs show.",
  ].join("\n");
}
