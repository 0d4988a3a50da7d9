import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FileResult } from "./file-result.ts";
import type { Worker } from "./share-files.ts";

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Starts a process that runs test files; its coverage goes into the folder, if one is named. */
export async function startTestWorker(coverage: string | undefined): Promise<Worker<FileResult>> {
  const child = fork(fileURLToPath(new URL("./test-worker.ts", import.meta.url)), [], {
    execArgv: ["--import", TSX],
    ...(coverage !== undefined && { env: { ...process.env, NODE_V8_COVERAGE: coverage } }),
  });
  const exit = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  const heard = (): Promise<unknown> =>
    Promise.race([
      new Promise<unknown>((resolve) => child.once("message", resolve)),
      exit.then((code) => Promise.reject(new Error(`the process ended with code ${code}`))),
    ]);
  await heard();
  return {
    async run(file) {
      child.send(file);
      return FileResult.parse(await heard());
    },
    stop() {
      child.disconnect();
      return exit;
    },
  };
}
