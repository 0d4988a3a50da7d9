import { NightshiftError } from "../../errors.ts";

/** The exit codes of the command line, and what each means. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: "done" },
  unexpected: {
    code: 1,
    meaning:
      "an unexpected error, doctor, reconcile or runbooks prove found something wrong, or nobody acknowledged a drill",
  },
  invalid: { code: 2, meaning: "wrong usage, invalid input or configuration" },
  notFound: { code: 3, meaning: "what was named does not exist" },
  conflict: { code: 4, meaning: "it exists already, or something else is in progress" },
  databaseUnavailable: { code: 5, meaning: "the database cannot be reached or is not migrated" },
  runFailed: { code: 6, meaning: "the run ended failed" },
  hungUp: { code: 129, meaning: "stopped because its terminal was closed (SIGHUP)" },
  interrupted: { code: 130, meaning: "stopped by Ctrl-C (SIGINT)" },
  terminated: { code: 143, meaning: "stopped by SIGTERM; start, runner and bot end with 0 once they are up" },
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
  database_refused: EXIT_CODES.databaseUnavailable.code,
};

/** The signals that ask a process to stop, and how it then ends: as a shell shows a process that a signal killed. */
export const STOP_SIGNALS = {
  SIGHUP: EXIT_CODES.hungUp.code,
  SIGINT: EXIT_CODES.interrupted.code,
  SIGTERM: EXIT_CODES.terminated.code,
} as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

/** A signal asked the command to stop, and it did. */
export class InterruptedError extends NightshiftError {
  readonly code = "interrupted";

  constructor(readonly signal: StopSignal) {
    super("Stopped. What was not finished has been rolled back.");
  }
}

/** The exit code for anything thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof InterruptedError) return STOP_SIGNALS[error.signal];
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
