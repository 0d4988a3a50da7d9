import type { Database } from "../../../database/database.ts";
import { type DoctorFinding, fail, ok } from "./doctor-finding.ts";
import { readRoles } from "./read-schema-store.ts";

/** Whether row-level security applies to the two database roles that a process uses: it does not to an owner or superuser. */
export async function checkRoles(database: Database): Promise<DoctorFinding[]> {
  const findings = (await readRoles(database)).flatMap(
    ({ setting, role, isSuperuser, bypassesRowSecurity, ownsTables }) => {
      const faults = [
        ...(isSuperuser ? ["is a superuser"] : []),
        ...(bypassesRowSecurity && !isSuperuser ? ["bypasses row-level security"] : []),
        ...(ownsTables ? ["owns tables"] : []),
      ];
      return faults.length === 0
        ? []
        : [
            fail(
              setting,
              `its role ${role} ${faults.join(" and ")}: tenants are not kept apart`,
              `connect as ${setting === "DATABASE_URL" ? "nightshift_app" : "nightshift_service"} (docs/running-in-production.md)`,
            ),
          ];
    },
  );
  return findings.length > 0 ? findings : [ok("database roles", "are held back by row-level security")];
}
