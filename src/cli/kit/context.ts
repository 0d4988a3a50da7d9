import { existsSync, readFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { parseEnv } from "node:util";
import type { Command } from "commander";
import type { Clock } from "../../clock.ts";
import { type Environment, readEnvironment } from "../../config/environment.ts";
import { type Connection, connect } from "../../database/connect.ts";
import { nameDatabaseOf } from "../../database/name-database.ts";
import { createDatabaseTime } from "../../database/time/database-time.ts";
import { readServerTime } from "../../database/time/server-time-store.ts";
import { ConfigurationError, errorCode } from "../../errors.ts";
import type { ExitCode } from "./exit-codes.ts";
import { untilStopped } from "./until-stopped.ts";
import { wrapText } from "./wrap-text.ts";

/** What every subcommand works with. Results go to `out`; everything else, progress and log lines included, to `err`. */
export interface CliContext {
  /** The database's time while a command is connected. */
  readonly clock: Clock;
  readonly out: Writable;
  readonly err: Writable;
  /** Reads an environment variable that an argument names, such as one that holds a key. */
  variable(name: string): string | undefined;
  /** Reads `.env` and the settings, at the first call. Throws ConfigurationError. */
  environment(): Environment;
  /** The names that `.env` sets, ours or not. */
  fileSettings(): readonly string[];
  /** Writes a line of the result. */
  print(text: string): void;
  /** Writes a line that is not part of the result. */
  note(text: string): void;
  /** Sets the exit code of a command that neither succeeded nor threw. */
  endWith(code: ExitCode): void;
  /** Connects while `work` runs. Work that takes longer than a moment should stop at the signal. */
  withConnection<Result>(
    work: (connection: Connection, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

/** What a command gets that builds others: the command line itself, which imports every command. */
export interface ProgramContext extends CliContext {
  readonly createProgram: (context: CliContext, words: readonly string[]) => Promise<Command>;
}

const POOL_SIZE = 4;

export function createContext(): CliContext {
  let environment: Environment | undefined;
  const time = createDatabaseTime();
  const read = () => {
    loadEnvFile(".env");
    environment ??= readEnvironment(process.env);
    return environment;
  };
  return {
    clock: time.clock,
    out: process.stdout,
    err: process.stderr,
    variable: (name) => process.env[name],
    environment: read,
    fileSettings: () => (existsSync(".env") ? Object.keys(parseEnv(readFileSync(".env", "utf8"))) : []),
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => {
      const { isTTY, columns } = process.stderr;
      process.stderr.write(`${isTTY ? wrapText(text, columns) : text}\n`);
    },
    endWith: (code) => {
      process.exitCode = code;
    },
    withConnection: (work) =>
      untilStopped(async (signal) => {
        process.stderr.write(`Database: ${nameDatabaseOf(read())}\n`);
        const connection = await connect(read(), { poolSize: POOL_SIZE });
        try {
          signal.throwIfAborted();
          await time.read(() => readServerTime(connection.database));
          return await work(connection, signal);
        } finally {
          await connection.close();
        }
      }),
  };
}

/** A variable that is already set wins over the file. */
function loadEnvFile(path: string): void {
  if (!existsSync(path)) return;
  try {
    process.loadEnvFile(path);
  } catch (error) {
    throw new ConfigurationError([
      { name: path, problem: `cannot be read (${errorCode(error)}); make it readable, or remove it` },
    ]);
  }
}
