import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { findBuiltInRule } from "../../alerts/rules/rule-catalogue.ts";
import { listRules, readRule, setThreshold } from "../../alerts/settings/rule-store.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { InvalidInputError } from "../../errors.ts";
import type { Rules } from "../ports/rules.ts";
import { previewThreshold } from "./preview-threshold.ts";

/** The rules of tenants and of the installation, as the rule store has them. */
export function createRules(database: Database, clock: Clock): Rules {
  /** The installation has no policy. */
  const thresholdsOf = async (tenantId: string) =>
    tenantId === PLATFORM_TENANT ? {} : (await readTenant(database, tenantId)).policy.thresholds;
  return {
    async list(tenantId) {
      const thresholds = await thresholdsOf(tenantId);
      return database.withTenant(tenantId, (transaction) => listRules(transaction, tenantId, thresholds));
    },
    async setThreshold({ tenantId, key, value, actor }) {
      const dot = key.indexOf(".");
      const [wanted, name] = [key.slice(0, dot), key.slice(dot + 1)];
      if (dot < 1)
        throw new InvalidInputError(
          key.slice(0, 80),
          "is no threshold; one is named as in `CR-02.warnRatio`",
        );
      const thresholds = await thresholdsOf(tenantId);
      const { id: ruleId } = findBuiltInRule(tenantId, wanted.slice(0, 60));
      return database.withTenant(tenantId, async (transaction) => {
        await setThreshold(transaction, { tenantId, actor }, { ruleId, name, value });
        return readRule(transaction, tenantId, ruleId, thresholds);
      });
    },
    previewThreshold: (wish) => previewThreshold({ database, clock }, wish),
  };
}
