/** Why a request from Slack was turned away. */
export type RefusalReason =
  | "too_large"
  | "missing_signature"
  | "bad_signature"
  | "stale_timestamp"
  | "future_timestamp"
  | "malformed"
  | "replayed"
  | "other_workspace";

/** What Slack has sent us. */
export interface Inbox {
  /** True the first time a key is seen; false for a request sent again. */
  claim(key: string): Promise<boolean>;
  countRefusal(reason: RefusalReason): void;
}
