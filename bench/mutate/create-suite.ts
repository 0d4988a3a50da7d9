import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Version } from "./suite.ts";

const SUITE = fileURLToPath(new URL("./suite.ts", import.meta.url));
/** Modules are never unloaded, so that a process becomes larger with every version. */
const VERSIONS_PER_PROCESS = 200;
/** How long the tests may take for a mutant: a fixed time, and so many times as long as for the file as it is. */
const EXTRA_MS = 5_000;
const TIMES = 5;

/** Whether the tests pass with this version. */
export type Suite = (version: Version) => Promise<boolean>;

/** Runs the tests in a process of its own; a version for which they never end, or which ends the process, does not pass. */
export function createSuite(): { passes: Suite; stop: () => void } {
  let child: ChildProcess | undefined;
  let versions = 0;
  let longestMs = Number.POSITIVE_INFINITY;
  let path = "";

  function stop(): void {
    child?.kill("SIGKILL");
    child = undefined;
    versions = 0;
  }

  function start(): ChildProcess {
    const environment = { ...process.env, NODE_V8_COVERAGE: "" };
    return fork(SUITE, [], {
      execArgv: ["--no-warnings"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: environment,
    });
  }

  async function passes(version: Version): Promise<boolean> {
    if (version.path !== path) longestMs = 60_000;
    if (versions >= VERSIONS_PER_PROCESS || child?.connected === false) stop();
    versions += 1;
    child ??= start();
    const suite = child;
    const began = performance.now();
    suite.send(version);
    const timer = setTimeout(stop, longestMs);
    const answered = new AbortController();
    const { signal } = answered;
    const [passed] = await Promise.race([
      once(suite, "message", { signal }),
      once(suite, "exit", { signal }).then(() => ["ended"]),
    ]);
    clearTimeout(timer);
    answered.abort();
    if (passed === "ended") stop();
    if (version.path !== path) longestMs = EXTRA_MS + TIMES * (performance.now() - began);
    path = version.path;
    return passed === true;
  }
  return { passes, stop };
}
