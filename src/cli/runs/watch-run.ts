import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../database/database.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { readProgress } from "../../observability/reads/run-progress-store.ts";
import type { RunDisplay } from "./create-run-display.ts";

const LOOK_EVERY_MS = 200;

/** Shows a run's progress until it ends. Returns how it ended. */
export async function watchRun(
  database: Database,
  run: { readonly tenantId: string; readonly runId: string },
  show: RunDisplay,
  signal: AbortSignal,
): Promise<{ readonly status: RunStatus; readonly reason: string }> {
  try {
    for (;;) {
      signal.throwIfAborted();
      const { status, reason, stages } = await readProgress(database, run);
      show.update(stages);
      if (status !== "running") return { status, reason };
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } finally {
    show.stop();
  }
}
