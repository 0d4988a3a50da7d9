import type { Command } from "commander";

/** The `alerts` group, made by whoever attaches to it first. */
export function alertsCommandGroup(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === "alerts") ??
    program.command("alerts").description("work with alerts and their rules")
  );
}
