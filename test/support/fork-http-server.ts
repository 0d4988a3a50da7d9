import { fork } from "node:child_process";
import { once } from "node:events";
import type { DatabaseUrls } from "./postgres-cluster.ts";
import { builtProcess } from "./run/built-process.ts";

/** The HTTP server in a process of its own. */
export interface ForkedServer {
  readonly url: string;
  readonly pid: number;
  /** SIGKILL: it ends without a word. */
  kill(): Promise<void>;
}

export async function forkHttpServer(urls: DatabaseUrls, poolSize = 6): Promise<ForkedServer> {
  const { file, env } = await builtProcess(new URL("./http-process.ts", import.meta.url));
  const child = fork(file, [], {
    execArgv: ["--enable-source-maps"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...env,
      TEST_APP_URL: urls.app,
      TEST_SERVICE_URL: urls.service,
      TEST_POOL: String(poolSize),
    },
  });
  const exit = once(child, "exit");
  const [url]: unknown[] = await Promise.race([once(child, "message"), exit.then(() => [])]);
  if (typeof url !== "string") throw new Error("the HTTP server's process ended at its start");
  return {
    url,
    pid: child.pid ?? 0,
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}
