import { fork } from "node:child_process";
import { once } from "node:events";
import { builtProcess } from "../support/run/built-process.ts";

/** A sender in a process of its own, which waits for its turn. */
export interface ForkedSender {
  /** Has it send from this moment of its own clock on; resolves with the signal that ended it. */
  run(startMs: number): Promise<NodeJS.Signals | null>;
  /** SIGKILL, at this very moment. */
  kill(): void;
}

export async function forkSender(
  urls: { readonly app: string; readonly service: string },
  slackApiUrl: string,
): Promise<ForkedSender> {
  const { file, env } = await builtProcess(new URL("./sender-process.ts", import.meta.url));
  const child = fork(file, [urls.app, urls.service, slackApiUrl], {
    execArgv: ["--enable-source-maps"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env,
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once("exit", (_code, signal) => resolve(signal));
  });
  const isReady = await Promise.race([once(child, "message").then(() => true), ended.then(() => false)]);
  if (!isReady) throw new Error("the sender's process ended at its start");
  return {
    run(startMs) {
      child.send(startMs);
      return ended;
    },
    kill() {
      child.kill("SIGKILL");
    },
  };
}
