import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { text } from "node:stream/consumers";

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const ROOT = resolve(import.meta.dirname, "../..");

/** Runs the real program in a folder, with these settings and no others; `during` may act on it while it runs. */
export async function runCli(
  cwd: string,
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  during: (kill: (signal: NodeJS.Signals) => void, stdin: Writable) => Promise<void> = async () => undefined,
): Promise<CliResult> {
  const child = spawn(
    process.execPath,
    ["--import", createRequire(import.meta.url).resolve("tsx"), `${ROOT}/src/cli/main.ts`, ...args],
    {
      cwd,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TSX_TSCONFIG_PATH: `${ROOT}/tsconfig.json`,
        ...settings,
      },
    },
  );
  const exited = new Promise<number | null>((done) => child.on("exit", done));
  const acting = during((signal) => child.kill(signal), child.stdin);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited, acting]);
  return { code, out, err };
}
