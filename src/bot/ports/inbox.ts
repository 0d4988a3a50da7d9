import type { RefusalReason } from "../../observability/refusals/access-refusal.ts";

/** What Slack has sent us. */
export interface Inbox {
  /** True the first time a key is seen; false for a request sent again. */
  claim(key: string): Promise<boolean>;
  /**
   * Notes that a request from this address was turned away. Returns after how many seconds to try again when there were
   * too many; else null.
   */
  countRefusal(reason: RefusalReason, address: string | null): Promise<number | null>;
}
