import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import { PROGRAM_ENVIRONMENT } from "../folder/program-environment.ts";
import type { ServerAccount } from "../folder/server-account.ts";

/** Runs one of the Postgres programs to its end with `input`; throws with its output if it fails. */
export async function runProgram(
  program: string,
  args: readonly string[],
  account: ServerAccount | undefined,
  input = "",
): Promise<void> {
  // The working directory of the caller may be closed to the server's account; "/" is open to all.
  const child = spawn(program, args, { cwd: "/", env: PROGRAM_ENVIRONMENT, ...account });
  child.stdin.on("error", () => {}); // a program that ends before reading its input reports that by its exit code
  child.stdin.end(input);
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once("error", (error) => reject(describeSpawnError(program, error)));
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  const [result, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (result === 0) return;
  throw new DatabaseUnavailableError(
    `${program} ended with ${result}: ${`${stdout}${stderr}`.trim().slice(-2_000)}`,
  );
}

/** An actionable error for a program that cannot be started at all. */
export function describeSpawnError(program: string, error: Error): DatabaseUnavailableError {
  const advice =
    errorCode(error) === "ENOENT"
      ? "It is missing, or built for another C library than this system's (Alpine). Reinstall the dependencies or set DATABASE_URL."
      : "Check that it and every folder above it can be entered and executed, or set DATABASE_URL.";
  return new DatabaseUnavailableError(`${program} cannot be run (${errorCode(error)}). ${advice}`, {
    cause: error,
  });
}
