import { Client } from "pg";
import { errorFields, type Logger } from "../../logger.ts";
import { readConnectionLimits } from "../connection-limits.ts";

/** The channels on which the database announces work (migrations/…-announce-work.ts). */
export type Announcement = "nightshift_jobs" | "nightshift_messages";

export interface Listener {
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;
/** A connection that only listens would not notice that it hangs, so it is pinged this often. */
const ASK_EVERY_MS = 10_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * Calls `wake` at each announcement, and after each reconnection, since one may have been missed. A listener only saves
 * time: the code it wakes must also poll now and then.
 */
export async function listen(options: {
  url: string;
  wakes: Partial<Readonly<Record<Announcement, () => void>>>;
  logger: Logger;
}): Promise<Listener> {
  const { url, wakes, logger } = options;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  async function connect(): Promise<void> {
    const next = new Client({
      connectionString: url,
      application_name: "nightshift listen",
      connectionTimeoutMillis: 10_000,
      ...(await readConnectionLimits(url, ANSWER_WITHIN_MS)),
    });
    next.on("notification", ({ channel }) => {
      if (channel === "nightshift_jobs" || channel === "nightshift_messages") wakes[channel]?.();
    });
    next.on("error", () => undefined); // followed by "end"
    const asking = setInterval(() => {
      // Ending a client with a query pending breaks its connection, and "end" follows.
      next.query("select 1").catch(() => void next.end());
    }, ASK_EVERY_MS).unref();
    next.on("end", () => {
      clearInterval(asking);
      reconnectLater();
    });
    try {
      await next.connect();
      for (const channel of Object.keys(wakes)) await next.query(`listen ${next.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end();
      throw error;
    }
    if (closed) {
      await next.end();
      return;
    }
    client = next;
    for (const wake of Object.values(wakes)) wake();
  }

  function reconnectLater(): void {
    client = null;
    if (closed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      connect().catch((error: unknown) => {
        logger.warn("listen_reconnect_failed", errorFields(error));
        reconnectLater();
      });
    }, RECONNECT_MS);
    timer.unref();
  }

  try {
    await connect();
  } catch (error) {
    // The caller does not get a listener that failed to start, so it must stop retrying.
    closed = true;
    if (timer !== null) clearTimeout(timer);
    throw error;
  }
  return {
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end();
    },
  };
}
