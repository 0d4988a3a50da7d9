import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Judgment, Version } from "./suite.ts";

const SUITE = fileURLToPath(new URL("./suite.ts", import.meta.url));
/** Modules are never unloaded, so that a process becomes larger with every version. */
const VERSIONS_PER_PROCESS = 200;
/** How long the quick tests of a file may take. */
const LONGEST_MS = 30_000;

/** What the tests say of a version. */
export type Suite = (version: Version, longestMs?: number) => Promise<Judgment>;

/** Runs the tests in a process of its own; a version for which they never end, or which ends the process, does not pass. */
export function createSuite(): { judge: Suite; stop: () => void } {
  let child: ChildProcess | undefined;
  let versions = 0;

  function stop(): void {
    child?.kill("SIGKILL");
    child = undefined;
    versions = 0;
  }

  function start(): ChildProcess {
    return fork(SUITE, [], {
      execArgv: ["--no-warnings"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: { ...process.env, NODE_V8_COVERAGE: "" },
    });
  }

  async function judge(version: Version, longestMs = LONGEST_MS): Promise<Judgment> {
    if (versions >= VERSIONS_PER_PROCESS || child?.connected === false) stop();
    versions += 1;
    child ??= start();
    const suite = child;
    suite.send(version);
    const timer = setTimeout(stop, longestMs);
    const { promise, resolve } = Promise.withResolvers<Judgment>();
    const end = () => resolve({ passed: false, slow: [] });
    suite.once("message", resolve).once("exit", end);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      suite.off("message", resolve).off("exit", end);
    }
  }
  return { judge, stop };
}
