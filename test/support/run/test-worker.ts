import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import Mocha from "mocha";
import { z } from "zod";
import { failWhatStillRuns } from "../hooks.ts";
import { stopClusterIfStarted } from "../postgres-cluster.ts";
import type { FileResult } from "./file-result.ts";

// Runs the test files that its parent names, one after another, and reports each. It imports them as Node imports the program;
// mocha's command line has them compiled another way, and the coverage of two compilations cannot be added up.

class QuietSpec extends Mocha.reporters.Spec {
  /** The counts and the failures are reported by the parent. */
  override epilogue(): void {}
}

// What this process runs is counted, and nothing else: programs that it starts are built files or no files of ours, whose lines
// cannot be counted, and counting slows them down.
delete process.env["NODE_V8_COVERAGE"];

const settings: unknown = JSON.parse(readFileSync(".mocharc.json", "utf8"));
const { timeout } = z.object({ timeout: z.number() }).parse(settings);

async function runFile(file: string): Promise<FileResult> {
  const lines: string[] = [];
  const failed: Mocha.Test[] = [];
  Mocha.reporters.Base.consoleLog = (...said: unknown[]) => lines.push(format(...said));
  const startedMs = performance.now();
  const mocha = new Mocha({ timeout, forbidOnly: true, reporter: QuietSpec });
  mocha.suite.emit("pre-require", globalThis, file, mocha);
  mocha.suite.emit("require", await import(pathToFileURL(resolve(file)).href), file, mocha);
  mocha.suite.emit("post-require", globalThis, file, mocha);
  const runner = await new Promise<Mocha.Runner>((done) => {
    const begun = mocha.run(() => done(begun));
    begun.on("fail", (test) => failed.push(test));
  });
  const report = lines.splice(0).join("\n").trim();
  if (failed.length > 0) Mocha.reporters.Base.list(failed);
  mocha.dispose();
  const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
  return {
    file,
    report,
    failure: lines.join("\n"),
    passes,
    failures,
    pending,
    durationMs: Math.round(performance.now() - startedMs),
  };
}

function unreadable(file: string, error: unknown): FileResult {
  const failure = `  ${file} cannot be run: ${error instanceof Error ? error.stack : String(error)}`;
  return { file, report: "", failure, passes: 0, failures: 1, pending: 0, durationMs: 0 };
}

process.on("message", (file) => {
  void runFile(String(file))
    .catch((error: unknown) => unreadable(String(file), error))
    .then((result) => process.send?.(result));
});
process.once("disconnect", () => void stopClusterIfStarted().then(failWhatStillRuns));
process.send?.("ready");
