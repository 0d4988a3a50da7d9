/** Why somebody was turned away. */
export type RefusalReason =
  | "no_key"
  | "unknown_key"
  | "revoked_key"
  | "expired_key"
  | "inactive_tenant"
  | "missing_scope"
  | "wrong_tenant"
  | "missing_role"
  | "too_large"
  | "missing_signature"
  | "bad_signature"
  | "stale_timestamp"
  | "future_timestamp"
  | "malformed"
  | "other_workspace"
  | "replayed";

/** A request, or a person, that was turned away. */
export interface AccessRefusal {
  readonly door: "http" | "slack";
  readonly reason: RefusalReason;
  /** Whose data was asked for; null when nobody knows, or there is no such tenant. */
  readonly tenantId: string | null;
  /** `key:PREFIX`, `slack:U…` or `anonymous`: never the key itself. */
  readonly actor: string;
  /** What was asked for, as the audit log names it. */
  readonly action: string;
  readonly subject: string;
  /** The caller's address; null over a socket. It is stored as a keyed hash only. */
  readonly address: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}
