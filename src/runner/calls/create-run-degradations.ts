import type { Clock } from "../../clock.ts";
import type { Queryable } from "../../database/batch.ts";
import type { Database } from "../../database/database.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import { createRunEvent, type RunIdentity } from "../../observability/events/run-event.ts";
import { DEGRADATIONS } from "../../observability/reads/degradations.ts";
import { degradedKey, type RunDegradations } from "./run-degradations.ts";

/** How long a database answer is reused. Before each chunk of a stage it is read anew, since a stage's preparation notes some. */
const SHARED_FOR_MS = 1_000;

const NEVER = { at: Number.NEGATIVE_INFINITY, done: Promise.resolve() };

/** A run's degradations, kept in the database for all of its processes. */
export function createRunDegradations(dependencies: {
  readonly database: Database;
  readonly run: RunIdentity;
  readonly clock: Clock;
}): RunDegradations {
  const { database, run, clock } = dependencies;
  /** Degradations are never revoked, so one that was seen need not be read again. */
  const seen = new Set<string>();
  let lastRead = NEVER;

  /** Hundreds of companies ask at about the same time: one query answers them all. */
  async function readAgain(): Promise<void> {
    if (performance.now() - lastRead.at >= SHARED_FOR_MS)
      await database.batch(run.tenantId, (batch) => read(batch));
    else await lastRead.done;
  }

  function read(batch: Queryable): Promise<void> {
    const done = readAll(batch);
    lastRead = { at: performance.now(), done };
    // Whoever asks next tries again.
    done.catch(() => {
      lastRead = NEVER;
    });
    return done;
  }

  async function readAll(batch: Queryable): Promise<void> {
    const rows = await batch.query<{ degradation: string }[]>(
      "select degradation from run_degradations where run_id = $1",
      [run.runId],
    );
    for (const { degradation } of rows) seen.add(degradation);
  }

  return {
    async note(degradation, { stage, reason }) {
      if (seen.has(degradation)) return;
      const at = clock();
      await database.withTenant(run.tenantId, async (transaction) => {
        const inserted = await transaction.query<unknown[]>(
          `insert into run_degradations (tenant_id, run_id, degradation, reason, since) values ($1, $2, $3, $4, $5)
           on conflict do nothing returning 1`,
          [run.tenantId, run.runId, degradation, reason, at],
        );
        if (inserted.length === 0) return;
        await insertEvents(transaction, [
          createRunEvent(run, at, degradedKey(run, degradation), {
            event: "degraded",
            status: "degraded",
            stage,
            errorMsg: reason,
            extra: { degradation, does: DEGRADATIONS[degradation] },
          }),
        ]);
      });
      seen.add(degradation);
    },
    readIn: read,
    async has(degradation) {
      if (seen.has(degradation)) return true;
      await readAgain();
      return seen.has(degradation);
    },
  };
}
