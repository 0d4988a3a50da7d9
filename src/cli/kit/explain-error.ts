import { DatabaseUnavailableError, errorCode, NightshiftError } from "../../errors.ts";
import { redact } from "../../redaction.ts";
import { InterruptedError } from "./exit-codes.ts";

/** Codes with which Postgres says that a table, schema or function is missing. */
const NOT_MIGRATED = new Set(["42P01", "3F000", "42883", "42703"]);
/** Codes with which Node or Postgres says that the connection is gone. */
const CONNECTION_LOST = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "08006",
]);

/** Explains an error of the database driver in our own words; other errors stay as they are. */
export function explainError(cause: unknown): unknown {
  if (cause instanceof NightshiftError) return cause;
  // Node's own waits wrap the reason they were aborted for.
  if (cause instanceof Error && cause.cause instanceof InterruptedError) return cause.cause;
  const code = errorCode(cause);
  if (NOT_MIGRATED.has(code)) {
    return new DatabaseUnavailableError(
      "The database is not of this version of nightshift. Run: node_modules/.bin/nightshift migrate",
      { cause },
    );
  }
  if (CONNECTION_LOST.has(code)) {
    return new DatabaseUnavailableError(
      "The connection to Postgres was lost. Check that the server runs, and repeat the command.",
      { cause },
    );
  }
  return cause;
}

/**
 * An error as people read it: ours say what to do, others come with their redacted stack. It may contain input, so control
 * characters are written out.
 */
export function errorText(error: unknown): string {
  if (error instanceof NightshiftError) return `${visible(error.message)}\n`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Unexpected error: ${visible(redact(text))}\n`;
}

/** The text with control and invisible characters written out (`\u{1b}`); line feeds stay. */
export function visible(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
