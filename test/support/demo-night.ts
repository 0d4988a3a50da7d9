import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type Demo, runDemo } from "../../demo/night/run-demo.ts";

/** A demo that stays up after its night until it is ended. */
export interface DemoNight extends Demo {
  /** What it printed so far. */
  printed(): string;
  /** Every log line so far, from `debug` on. */
  logged(): Promise<string>;
  end(): Promise<void>;
}

/** Runs the demo's night in a folder of its own, with every log line kept; `overSocket`: Slack reaches the bot over Socket Mode. */
export async function startDemoNight({
  overSocket = false,
}: {
  readonly overSocket?: boolean;
} = {}): Promise<DemoNight> {
  const folder = await mkdtemp(join(tmpdir(), "nightshift-demo-"));
  // As root, Postgres runs as somebody else, who must be able to enter.
  await chmod(folder, 0o755);
  const logFile = join(folder, "log", "night.log");
  const output = new PassThrough({ encoding: "utf8" });
  let text = "";
  output.on("data", (part: string) => {
    text += part;
  });
  const ready = Promise.withResolvers<Demo>();
  const over = Promise.withResolvers<void>();
  const running = runDemo({
    env: { NIGHTSHIFT_DIR: folder, LOG_LEVEL: "debug", LOG_FILE: logFile },
    output,
    isOver: true,
    overSocket,
    signal: new AbortController().signal,
    async onReady(demo) {
      ready.resolve(demo);
      await over.promise;
    },
  });
  running.catch(ready.reject);
  const demo = await ready.promise;
  return {
    ...demo,
    printed: () => text,
    logged: () => readFile(logFile, "utf8"),
    async end() {
      over.resolve();
      await running;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
