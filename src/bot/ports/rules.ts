import type { RuleView } from "../../alerts/settings/rule-view.ts";

/** A threshold that somebody wants to set, as in `CR-02.warnRatio`; a null value restores the standard. */
export interface ThresholdWish {
  readonly tenantId: string;
  readonly key: string;
  readonly value: number | null;
}

/** The rules of a tenant, and the thresholds they judge by. */
export interface Rules {
  list(tenantId: string): Promise<readonly RuleView[]>;
  /** Throws NotFoundError and InvalidInputError; audited. */
  setThreshold(wish: ThresholdWish & { readonly actor: string }): Promise<RuleView>;
  /** What a change of a threshold would have meant for past nights, in words. Throws NotFoundError and InvalidInputError. */
  previewThreshold(wish: ThresholdWish): Promise<string>;
}
