import { DATABASE_CLOCK } from "../database-clock.ts";

/** How a queue's database is asked. */
type ExecuteSql = (text: string, values: unknown[]) => Promise<{ readonly rows: unknown[] }>;

/** How soon a job is noticed that nothing announced: a retry whose time has come, or the job of a runner that died. */
const LOOK_EVERY_MS = 1_000;

const DUE = `select q.name from unnest($1::text[]) as q (name) where exists (
    select from pgboss.job j where j.name = q.name and j.state < 'active' and j.start_after <= ${DATABASE_CLOCK})`;

/**
 * Looks every second, with one statement for all queues, which of them have a job that may begin, and calls `wake` for each:
 * idle workers would otherwise have to ask one by one. `queues` names those that somebody works on.
 */
export function wakeForDueJobs(look: {
  readonly execute: ExecuteSql;
  readonly queues: () => readonly string[];
  readonly wake: (queue: string) => void;
  readonly onFailure: (error: unknown) => void;
}): { stop(): void } {
  let isLooking = false;
  const timer = setInterval(() => void lookOnce(), LOOK_EVERY_MS).unref();

  async function lookOnce(): Promise<void> {
    const queues = look.queues();
    if (isLooking || queues.length === 0) return;
    isLooking = true;
    try {
      const { rows } = await look.execute(DUE, [queues]);
      for (const row of rows) {
        if (isNamed(row)) look.wake(row.name);
      }
    } catch (error) {
      look.onFailure(error);
    } finally {
      isLooking = false;
    }
  }

  return { stop: () => clearInterval(timer) };
}

function isNamed(row: unknown): row is { readonly name: string } {
  return typeof row === "object" && row !== null && "name" in row && typeof row.name === "string";
}
