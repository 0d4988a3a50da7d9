import { kill } from "node:process";
import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import { poll } from "../folder/poll.ts";
import { isPostmaster } from "./find-postmaster.ts";

/** The three ways to stop Postgres: fast (clean), immediate (recovers at the next start) and kill; with time limits in milliseconds. */
const STEPS = [
  { signal: "SIGINT", waitMs: 30_000 },
  { signal: "SIGQUIT", waitMs: 10_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const;

/** Stops the server of the cluster in `data`, if it runs, and waits until it is gone; escalates from the given signal. */
export async function stopServer(
  pid: number,
  data: string,
  first: (typeof STEPS)[number]["signal"] = "SIGINT",
): Promise<void> {
  for (const { signal, waitMs } of STEPS.slice(STEPS.findIndex((step) => step.signal === first))) {
    if (!isPostmaster(pid, data)) return;
    send(pid, signal);
    if (await poll(() => !isPostmaster(pid, data) || undefined, waitMs)) return;
  }
  throw new DatabaseUnavailableError(
    `The embedded Postgres (process ${pid}, cluster ${data}) does not end, not even when killed. See its log beside the cluster.`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return; // it has just ended
    throw new DatabaseUnavailableError(
      `The embedded Postgres (process ${pid}) belongs to another user and cannot be stopped (${errorCode(error)}).`,
      { cause: error },
    );
  }
}
