/**
 * How long Postgres lets a session work and wait, as settings of a role or a session: a statement ends after half a minute
 * and waits for a lock for less; a transaction that waits for its client for 10 s is rolled back, so that its locks block
 * nobody; a session that asks for nothing for an hour ends (pools, ours and PgBouncer's, close idle connections long before,
 * and listening ones are pinged); a dead connection is detected within half a minute instead of two hours.
 * docs/running-in-production.md sets the same on the roles.
 */
export const SESSION_LIMITS = {
  statement_timeout: "30s",
  lock_timeout: "20s",
  idle_in_transaction_session_timeout: "10s",
  idle_session_timeout: "1h",
  tcp_keepalives_idle: "10",
  tcp_keepalives_interval: "5",
  tcp_keepalives_count: "3",
  tcp_user_timeout: "25s",
} as const;

/**
 * The limits of the role that owns the tables, as settings of the role: a statement of a migration may take hours, but it
 * must not wait long for a lock while everybody else waits behind it.
 */
export const OWNER_LIMITS = {
  lock_timeout: "60s",
  idle_in_transaction_session_timeout: "10min",
  idle_session_timeout: "1h",
} as const;
