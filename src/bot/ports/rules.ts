import type { RuleView } from "../../alerts/settings/rule-view.ts";

/** The rules of a tenant, and the numbers they judge by. */
export interface RuleDesk {
  list(tenantId: string): Promise<readonly RuleView[]>;
  /** Null as value brings the policy's or the default back. Throws NotFoundError and InvalidInputError; audited. */
  setThreshold(wish: {
    readonly tenantId: string;
    /** As in `CR-02.warnRatio`. */
    readonly key: string;
    readonly value: number | null;
    readonly actor: string;
  }): Promise<RuleView>;
}
