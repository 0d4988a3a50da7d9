import { Client } from "pg";
import { errorCode } from "../errors.ts";

/**
 * The longest wait for an answer to one statement. A connection that takes longer is given up, since a pooler or a load
 * balancer may have stopped forwarding it without a word.
 */
export const QUERY_LIMIT_MS = 30_000;

/** The same for statements that may take minutes: migrations, views, roll-ups of a whole night, retention. */
export const LONG_QUERY_LIMIT_MS = 10 * 60_000;

/**
 * What Postgres does about a client that stands still or is gone, as settings of a role or a session: a transaction that
 * waits for its client for 10 s is rolled back, so that its locks hold nobody up, and a dead connection is found within
 * half a minute instead of two hours. docs/running-in-production.md sets the same on the roles.
 */
export const SESSION_LIMITS = {
  idle_in_transaction_session_timeout: "10s",
  tcp_keepalives_idle: "10",
  tcp_keepalives_interval: "5",
  tcp_keepalives_count: "3",
  tcp_user_timeout: "25s",
} as const;

/** What every connection is opened with. `options` only where Postgres itself answers: PgBouncer refuses it. */
export interface ConnectionLimits {
  readonly keepAlive: true;
  readonly keepAliveInitialDelayMillis: number;
  readonly query_timeout: number;
  readonly options?: string;
}

const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;
const OPTIONS = Object.entries(SESSION_LIMITS)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(" ");
/** Postgres's protocol_violation, which PgBouncer answers to a startup parameter that it does not know. */
const REFUSED_PARAMETER = "08P01";

const direct = new Map<string, Promise<boolean>>();

/** The limits for connections to `url`; finds out, once per URL, whether a pooler stands in between. */
export async function readConnectionLimits(
  url: string,
  queryLimitMs: number = QUERY_LIMIT_MS,
): Promise<ConnectionLimits> {
  const limits = { ...KEEP_ALIVE, query_timeout: queryLimitMs };
  const known = direct.get(url) ?? takesOptions(url);
  direct.set(url, known);
  try {
    return (await known) ? { ...limits, options: OPTIONS } : limits;
  } catch {
    // Away: whoever connects for its work says so, and this is found out when it is back.
    direct.delete(url);
    return limits;
  }
}

async function takesOptions(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, options: OPTIONS });
  client.on("error", () => undefined); // A connection that breaks also fails what is asked of it.
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (errorCode(error) === REFUSED_PARAMETER) return false;
    throw error;
  } finally {
    await client.end();
  }
}
