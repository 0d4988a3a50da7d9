import { compareSchema } from "../../database/schema-version-store.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** Whether the database has every migration of this version. A newer schema is fine: it was migrated while this process runs. */
export function createSchemaCheck({ database }: Pick<CheckDependencies, "database">): HealthCheck {
  return {
    name: "migrations",
    critical: true,
    whenReady: "needed",
    async check() {
      const { missing, unknown } = await compareSchema(database);
      return {
        status: missing.length > 0 ? "down" : "up",
        detail: { pending: missing.length, newer: unknown.length },
      };
    },
  };
}
