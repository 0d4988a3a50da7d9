import { execFile, spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const ROOT = resolve(import.meta.dirname, "../..");

let program: Promise<string> | undefined;

/** What people start, built from the sources as they are; it is the same in every test. */
async function findProgram(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, "bin/build.mjs")]);
  return join(ROOT, stdout.trim());
}

/** Runs the real program in a folder, with these settings and no others; `during` may act on it while it runs. */
export async function runCli(
  cwd: string,
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  during: (kill: (signal: NodeJS.Signals) => void, stdin: Writable) => Promise<void> = async () => undefined,
): Promise<CliResult> {
  program ??= findProgram();
  const file = await program;
  const child = spawn(
    process.execPath,
    ["--import", new URL("./run/end-with-parent.ts", import.meta.url).href, file, ...args],
    {
      cwd,
      stdio: ["pipe", "pipe", "pipe", "ipc"],
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        NODE_COMPILE_CACHE: join(dirname(file), "cache"),
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
