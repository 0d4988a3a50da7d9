import { Client } from "pg";
import { errorCode } from "../errors.ts";
import { SESSION_LIMITS } from "./embedded/server/session-limits.ts";

/**
 * The longest wait for an answer to one statement. A connection that takes longer is dropped, since a pooler or a load
 * balancer may have silently stopped forwarding it.
 */
export const QUERY_LIMIT_MS = 30_000;

/** The same for statements that may take minutes: migrations, views, roll-ups of a whole night, retention. */
export const LONG_QUERY_LIMIT_MS = 10 * 60_000;

/** SESSION_LIMITS for the few transactions that may take minutes. */
export const LONG_SESSION_LIMITS = { statement_timeout: "10min", lock_timeout: "60s" } as const;

/** The limits of every connection. `options` is set only on direct connections to Postgres: PgBouncer refuses it. */
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
/** Postgres's protocol_violation, with which PgBouncer refuses a startup parameter it does not know. */
const REFUSED_PARAMETER = "08P01";

const direct = new Map<string, Promise<boolean>>();

/** The limits for connections to `url`; finds out, once per URL, whether there is a pooler in between. */
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
    // The server is down: the real connection reports it, and the next call probes again.
    direct.delete(url);
    return limits;
  }
}

async function takesOptions(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, options: OPTIONS });
  client.on("error", () => undefined); // A broken connection also fails its query, where it is handled.
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
