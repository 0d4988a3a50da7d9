import { errorFields } from "../../logger.ts";
import { readDiskSpace } from "../probes/disk-space.ts";
import { fetchHealth } from "./fetch-health.ts";
import type { ProbeRow } from "./probe-result-store.ts";
import { type ProbeDependencies, runProbes } from "./run-probes.ts";

/** A loop that runs the probes. */
export interface ProbeLoop {
  /** What this process saw last; empty while another one runs the probes. */
  lastResults(): readonly ProbeRow[];
  stop(): Promise<void>;
}

const INTERVAL_MS = 15_000;
const ANSWER_TIMEOUT_MS = 3_000;

/** Runs the probes every 15 seconds. Any number of processes may: one does it for all. */
export function startProbes({
  databaseFolder,
  ...dependencies
}: Omit<ProbeDependencies, "fetchStatus" | "fetchHealth" | "readDiskSpace"> & {
  /** The folder of the embedded database; null: the database is elsewhere. */
  readonly databaseFolder: string | null;
}): ProbeLoop {
  const diskOf = databaseFolder === null ? undefined : () => readDiskSpace(databaseFolder);
  let last: readonly ProbeRow[] = [];
  let looking: Promise<void> | null = null;
  async function look(): Promise<void> {
    try {
      last = (await runProbes({ ...dependencies, fetchStatus, fetchHealth, readDiskSpace: diskOf })) ?? last;
    } catch (error) {
      // Usually the database is unreachable, which src/bot/outage/watch-database.ts reports.
      dependencies.logger.warn("probes_not_run", errorFields(error));
    }
  }
  function tick(): void {
    looking ??= look().finally(() => {
      looking = null;
    });
  }
  tick();
  const timer = setInterval(tick, INTERVAL_MS);
  return {
    lastResults: () => last,
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** The HTTP status of a GET; null when nothing answers within three seconds. */
export async function fetchStatus(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.status;
  } catch {
    // The reason for a missing answer does not matter to a probe.
    return null;
  }
}
