import { replayThresholds } from "../../alerts/replay/replay-alerts.ts";
import { testRule } from "../../alerts/replay/test-rule.ts";
import { changeRule } from "../../alerts/settings/change-rule.ts";
import { createOwnRule, deleteOwnRule } from "../../alerts/settings/own-rule-store.ts";
import type { RuleActor } from "../../alerts/settings/rule-row-store.ts";
import { listRules, readRule, setRuleEnabled } from "../../alerts/settings/rule-store.ts";
import type { RuleView } from "../../alerts/settings/rule-view.ts";
import type { Clock } from "../../clock.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { InvalidInputError } from "../../errors.ts";
import type { RulePort } from "../ports/rule-port.ts";

/** The rules of a tenant over HTTP, each change in a transaction with its audit. */
export function createRulePort(world: { readonly database: Database; readonly clock: Clock }): RulePort {
  const { database, clock } = world;

  async function changing(
    by: RuleActor,
    work: (transaction: Transaction) => Promise<string>,
  ): Promise<RuleView> {
    const { policy } = await readTenant(database, by.tenantId);
    return database.withTenant(by.tenantId, async (transaction) =>
      readRule(transaction, by.tenantId, await work(transaction), policy.thresholds),
    );
  }

  return {
    async list(tenantId) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, (transaction) =>
        listRules(transaction, tenantId, policy.thresholds),
      );
    },
    async read(tenantId, ruleId) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, (transaction) =>
        readRule(transaction, tenantId, ruleId, policy.thresholds),
      );
    },
    create: (by, input) => changing(by, (transaction) => createOwnRule(transaction, by, input)),
    change: (by, ruleId, changes) =>
      changing(by, (transaction) => changeRule(transaction, by, ruleId, changes)),
    toggle: (by, ruleId, enabled) =>
      changing(by, async (transaction) => {
        await setRuleEnabled(transaction, by, { ruleId, enabled }, clock());
        return ruleId;
      }),
    remove: (by, ruleId) =>
      database.withTenant(by.tenantId, async (transaction) => {
        const { type } = await readRule(transaction, by.tenantId, ruleId, {});
        if (type === "built_in") {
          throw new InvalidInputError("rule", "is built in and cannot be deleted; switch it off instead");
        }
        await deleteOwnRule(transaction, by, ruleId, clock());
      }),
    test: (tenantId, ruleId, thresholds) => testRule(world, tenantId, { ruleId, thresholds }),
    replay: (tenantId, wish) => replayThresholds(world, tenantId, wish),
  };
}
