import { Command } from "commander";
import { VERSION } from "../version.ts";
import { declareTenant } from "./declare-tenant.ts";
import { EXAMPLES } from "./examples.ts";
import type { CliContext } from "./kit/context.ts";
import { exitCodeHelp } from "./kit/exit-codes.ts";
import { visible } from "./kit/explain-error.ts";
import { SUBCOMMANDS } from "./subcommands.ts";

/**
 * The command line. It throws instead of ending the process. Only the subcommand that `words` name is loaded; the
 * others are listed with name and summary. Without words, all are loaded.
 */
export async function createProgram(context: CliContext, words?: readonly string[]): Promise<Command> {
  const program = new Command("nightshift")
    .description("The on-call bot for nightly data runs.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(visible(text)),
    })
    .showHelpAfterError("(add --help for more)")
    .addHelpText("after", exitCodeHelp());
  const [first, second] = words?.filter((word) => !word.startsWith("-")) ?? [];
  const named = first === "help" ? second : first;
  for (const { name, summary, load } of SUBCOMMANDS) {
    const command = program.command(name).description(summary);
    if (words !== undefined && name !== named) continue;
    for (const register of await load()) register(command, { ...context, createProgram });
    declareTenant(command);
    addExamples(command, name);
  }
  return program;
}

function addExamples(command: Command, path: string): void {
  for (const inner of command.commands) addExamples(inner, `${path} ${inner.name()}`);
  const example = EXAMPLES[path];
  if (example !== undefined) command.addHelpText("after", `\nExample:\n  ${example}\n`);
}
