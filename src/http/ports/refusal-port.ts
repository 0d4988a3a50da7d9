import type { AccessRefusal, RefusalReason } from "../../observability/refusals/access-refusal.ts";

/** Records refused requests, and slows down callers who guess. */
export interface RefusalPort {
  /** Records it. Returns the seconds to wait if there were too many of the kind, else null. Never throws. */
  note(refusal: Omit<AccessRefusal, "door">): Promise<number | null>;
  /** Whether another tenant has such a run or alert. The answer must not depend on it. */
  isElsewhere(kind: "run" | "alert", id: string, tenantId: string): Promise<boolean>;
  /** Since this process started, for all entrances. */
  totals(): readonly { readonly door: string; readonly reason: RefusalReason; readonly total: number }[];
}
