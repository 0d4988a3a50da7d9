import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** What a holder says once it holds the server, or why it cannot. */
export interface HolderReport {
  readonly pid?: number;
  readonly port?: number;
  readonly url?: string;
  readonly code?: string;
  readonly message?: string;
}

/** Another process that holds an embedded Postgres. */
export interface Holder {
  readonly child: ChildProcess;
  readonly report: Promise<HolderReport>;
  /** Lets go and ends. */
  release(): Promise<void>;
  /** Ends without a word. */
  kill(): Promise<void>;
}

/** Starts a process that acquires the embedded Postgres of `directory`, as another user if told so. */
export function forkHolder(directory: string, user: { uid?: number; gid?: number } = {}): Holder {
  const child = fork(fileURLToPath(new URL("./embedded-holder.ts", import.meta.url)), [directory], {
    execArgv: ["--import", TSX],
    cwd: "/",
    ...user,
  });
  const exit = once(child, "exit");
  const report = Promise.race([
    once(child, "message").then(([message]: HolderReport[]) => message ?? {}),
    exit.then(() => ({ code: "exit", message: "the holder ended without a report" })),
  ]);
  return {
    child,
    report,
    async release() {
      child.send("release");
      await exit;
    },
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
