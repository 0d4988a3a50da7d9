import type { AccessRefusal, RefusalReason } from "../../observability/refusals/access-refusal.ts";

/** Keeps a trace of who was turned away, and slows down whoever guesses. */
export interface RefusalPort {
  /** Notes it. Returns after how many seconds to try again when there were too many of the kind; else null. Never throws. */
  note(refusal: Omit<AccessRefusal, "door">): Promise<number | null>;
  /** Whether another tenant has such a run or alert. The answer must not depend on it. */
  isElsewhere(kind: "run" | "alert", id: string, tenantId: string): Promise<boolean>;
  /** Since this process started, over all doors. */
  totals(): readonly { readonly door: string; readonly reason: RefusalReason; readonly total: number }[];
}
