import type { Severity } from "../../entities/vocabulary.ts";

/** A rule as it stands for one tenant. */
export interface TenantRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly enabled: boolean;
  readonly thresholds: readonly {
    readonly name: string;
    readonly value: number;
    readonly standard: number;
    readonly unit: string;
    readonly meaning: string;
  }[];
}

/** The rules of a tenant, and the numbers they judge by. */
export interface RuleDesk {
  list(tenantId: string): Promise<readonly TenantRule[]>;
  /** Null as value brings the standard back. Throws NotFoundError and InvalidInputError; audited. */
  setThreshold(wish: {
    readonly tenantId: string;
    /** As in `CR-02.warnRatio`. */
    readonly key: string;
    readonly value: number | null;
    readonly actor: string;
  }): Promise<TenantRule>;
}
