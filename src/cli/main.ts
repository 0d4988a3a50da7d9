import { CommanderError } from "commander";
import { errorCode } from "../errors.ts";
import { createProgram } from "./create-program.ts";
import { placeTenant } from "./declare-tenant.ts";
import { createContext } from "./kit/context.ts";
import { EXIT_CODES, exitCodeOf } from "./kit/exit-codes.ts";
import { errorText, explainError } from "./kit/explain-error.ts";
import { wrapText } from "./kit/wrap-text.ts";

// The reader of our output may close it early, as `head` does.
process.stdout.on("error", (error: Error) => {
  if (errorCode(error) === "EPIPE") process.exit(EXIT_CODES.ok.code);
  throw error;
});

try {
  const words = process.argv.slice(2);
  const program = await createProgram(createContext(), words);
  await program.parseAsync(placeTenant(program, words), { from: "user" });
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    // Commander has printed it already; showing help or the version is not an error.
    process.exitCode = thrown.exitCode === 0 ? EXIT_CODES.ok.code : EXIT_CODES.invalid.code;
  } else {
    const error = explainError(thrown);
    const { isTTY, columns } = process.stderr;
    process.stderr.write(isTTY ? wrapText(errorText(error), columns) : errorText(error));
    process.exitCode = exitCodeOf(error);
  }
}
