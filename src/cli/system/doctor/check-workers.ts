import type { Database } from "../../../database/database.ts";
import { listAliveWorkers, WORKER_AGENTS } from "../../../observability/heartbeat/heartbeat-store.ts";
import { type DoctorFinding, ok, warnLive } from "./doctor-finding.ts";

/** A process without a heartbeat for this long is not running. */
const SILENCE_MS = 120_000;

/** Whether a runner and a bot are running: without them nothing runs at night, and nobody is notified. */
export async function checkWorkers(database: Database, now: Date): Promise<DoctorFinding[]> {
  const since = new Date(now.getTime() - SILENCE_MS);
  const alive = await database.withService((transaction) => listAliveWorkers(transaction, since));
  const of = (agentId: string) => alive.filter((worker) => worker.agentId === agentId).length;
  const [runners, bots] = [of(WORKER_AGENTS.runner), of(WORKER_AGENTS.bot)];
  return [
    runners > 0
      ? ok("runners", `${runners} up`)
      : warnLive(
          "runners",
          "none is up: no nights, no alerts",
          "node_modules/.bin/nightshift start, or node_modules/.bin/nightshift runner",
        ),
    bots > 0
      ? ok("bots", `${bots} up`)
      : warnLive(
          "bots",
          "none is up: no messages, no HTTP",
          "node_modules/.bin/nightshift start, or node_modules/.bin/nightshift bot",
        ),
  ];
}
