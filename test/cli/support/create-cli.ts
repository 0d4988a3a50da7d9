import { Writable } from "node:stream";
import { createProgram } from "../../../src/cli/create-program.ts";
import type { CliContext } from "../../../src/cli/kit/context.ts";
import { exitCodeOf } from "../../../src/cli/kit/exit-codes.ts";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import type { TestDatabase } from "../../support/test-database.ts";

/** How a command ended. */
export interface CliEnd {
  readonly code: number;
  readonly out: string;
  /** The error's words, or what was said beside the output. */
  readonly message: string;
}

/** The command line in this process, on a database that is open already. `command` stands before all arguments. */
export function createCli(
  command: string,
  test: () => TestDatabase,
  {
    clock = systemClock,
    environment = {},
    variables = {},
  }: Partial<Pick<CliContext, "clock">> & {
    environment?: Readonly<Record<string, string>>;
    variables?: Readonly<Record<string, string>>;
  } = {},
): (...args: readonly string[]) => Promise<CliEnd> {
  return async (...args) => {
    let [code, out, message] = [0, "", ""];
    const sink = () => new Writable({ write: (_text, _encoding, done) => done() });
    const context: CliContext = {
      clock,
      out: sink(),
      err: sink(),
      variable: (name) => variables[name],
      fileSettings: () => [],
      environment: () => readEnvironment(environment),
      print: (text) => {
        out += `${text}\n`;
      },
      note: (text) => {
        message += `${text}\n`;
      },
      endWith: (wanted) => {
        code = wanted;
      },
      withConnection: (work) =>
        work(
          {
            database: test().database,
            serviceUrl: test().urls.service,
            secrets: createSecrets("5".repeat(64)),
            close: async () => undefined,
          },
          new AbortController().signal,
        ),
    };
    try {
      const words = [command, ...args];
      await (await createProgram(context, words)).parseAsync(words, { from: "user" });
      return { code, out, message };
    } catch (error) {
      return {
        code: exitCodeOf(error),
        out,
        message: error instanceof Error ? error.message : String(error),
      };
    }
  };
}
