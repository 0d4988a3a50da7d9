import { fork } from "node:child_process";
import { once } from "node:events";
import { builtProcess } from "./run/built-process.ts";

/** A runner in a process of its own. */
export interface ForkedRunner {
  /** Asks it to stop and waits for its end. Returns its exit code. */
  stop(): Promise<number | null>;
  /** Processor time it used since its start, in milliseconds. */
  cpuMs(): Promise<number>;
  /** SIGSTOP: it stands still and keeps its connections; SIGCONT thaws it. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL: it ends without a word. */
  kill(): Promise<void>;
}

/** Starts a runner process; it is working when this returns. */
export async function forkRunner(settings: Readonly<Record<string, string>>): Promise<ForkedRunner> {
  const { file, env } = await builtProcess(new URL("./runner-process.ts", import.meta.url));
  const child = fork(file, [], {
    execArgv: [],
    // Its log tells of the deaths that tests bring about.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { ...env, ...settings },
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const isReady = await Promise.race([once(child, "message").then(() => true), exit.then(() => false)]);
  if (!isReady) throw new Error("the runner process ended at its start");
  return {
    stop() {
      if (child.connected) child.send("stop");
      return exit;
    },
    async cpuMs() {
      const answer = new Promise<unknown>((resolve) => child.once("message", resolve));
      child.send("cpu");
      return Number(await answer);
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
