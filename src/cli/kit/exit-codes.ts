import { NightshiftError } from "../../errors.ts";

/** What the command line answers the shell with, and what each code says. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: "done" },
  unexpected: {
    code: 1,
    meaning: "an unexpected error, doctor or reconcile found something wrong, or nobody took a drill",
  },
  invalid: { code: 2, meaning: "wrong usage, invalid input or configuration" },
  notFound: { code: 3, meaning: "what was named does not exist" },
  conflict: { code: 4, meaning: "it exists already, or something else is under way" },
  databaseUnavailable: { code: 5, meaning: "the database cannot be reached or is not migrated" },
  runFailed: { code: 6, meaning: "the run ended failed" },
  interrupted: { code: 130, meaning: "stopped by a signal" },
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]["code"];

/** By an error's stable code: ours, Node's, or Postgres's (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const CODES: Readonly<Record<string, ExitCode>> = {
  configuration: EXIT_CODES.invalid.code,
  invalid_input: EXIT_CODES.invalid.code,
  runbook_format: EXIT_CODES.invalid.code,
  not_found: EXIT_CODES.notFound.code,
  conflict: EXIT_CODES.conflict.code,
  port_in_use: EXIT_CODES.conflict.code,
  database_unavailable: EXIT_CODES.databaseUnavailable.code,
  interrupted: EXIT_CODES.interrupted.code,
};

/** A signal asked the command to stop, and it did. */
export class InterruptedError extends NightshiftError {
  readonly code = "interrupted";

  constructor() {
    super("Stopped. Nothing of what was under way was kept.");
  }
}

/** The exit code for anything thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  const code = error instanceof NightshiftError ? CODES[error.code] : undefined;
  return code ?? EXIT_CODES.unexpected.code;
}

/** The table of exit codes as `--help` shows it. */
export function exitCodeHelp(): string {
  const rows = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  );
  return `\nExit codes:\n${rows.join("\n")}\n`;
}
