import type { ReplayResult } from "../../alerts/replay/replay-rule.ts";
import type { RuleTest } from "../../alerts/replay/test-rule.ts";
import type { RuleChanges } from "../../alerts/settings/change-rule.ts";
import type { OwnRuleInput } from "../../alerts/settings/own-rule-store.ts";
import type { RuleActor } from "../../alerts/settings/rule-row-store.ts";
import type { RuleView } from "../../alerts/settings/rule-view.ts";

/** Reads and changes a tenant's alert rules. All throw NotFoundError or InvalidInputError. */
export interface RulePort {
  list(tenantId: string): Promise<readonly RuleView[]>;
  read(tenantId: string, ruleId: string): Promise<RuleView>;
  create(by: RuleActor, input: OwnRuleInput): Promise<RuleView>;
  change(by: RuleActor, ruleId: string, changes: RuleChanges): Promise<RuleView>;
  toggle(by: RuleActor, ruleId: string, enabled: boolean): Promise<RuleView>;
  remove(by: RuleActor, ruleId: string): Promise<void>;
  test(tenantId: string, ruleId: string, thresholds: Record<string, number>): Promise<RuleTest>;
  /** Tries thresholds on the tenant's past nights. */
  replay(
    tenantId: string,
    wish: {
      readonly ruleId: string;
      readonly thresholds: Readonly<Record<string, number>>;
      readonly days: number;
    },
  ): Promise<ReplayResult>;
}
