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
    [
      "--import",
      createRequire(import.meta.url).resolve("tsx"),
      "--import",
      new URL("./run/end-with-parent.ts", import.meta.url).href,
      `${ROOT}/src/cli/main.ts`,
      ...args,
    ],
    {
      cwd,
      stdio: ["pipe", "pipe", "pipe", "ipc"],
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TSX_TSCONFIG_PATH: `${ROOT}/tsconfig.json`,
        ...settings,
      },
    },
  );
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("the program has no pipes");
  const exited = new Promise<number | null>((done) => child.on("exit", done));
  const acting = during((signal) => child.kill(signal), stdin);
  const [out, err, code] = await Promise.all([text(stdout), text(stderr), exited, acting]);
  return { code, out, err };
}
