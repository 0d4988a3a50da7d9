import type { Command } from "commander";

/** Whether a command takes the tenant as its first argument, instead of by an option. */
function takesTenantFirst(command: Command): boolean {
  const first = command.registeredArguments[0]?.name();
  return first === "tenant" || (first === "id" && command.parent?.name() === "tenants");
}

/** Lets commands that take the tenant as their first argument take `--tenant` as well, as all others do. */
export function declareTenant(command: Command): void {
  for (const inner of command.commands) declareTenant(inner);
  if (takesTenantFirst(command))
    command.option("--tenant <id>", "the tenant, in place of the first argument");
}

/** The command line's words, with the tenant moved to where the command takes it. */
export function placeTenant(program: Command, words: readonly string[]): string[] {
  let command = program;
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((known) => known.name() === word);
    if (next === undefined) break;
    command = next;
    depth += 1;
  }
  const at = words.findIndex((word) => word === "--tenant" || word.startsWith("--tenant="));
  if (!takesTenantFirst(command) || at < 0) return [...words];
  const isJoined = words[at] !== "--tenant";
  const tenant = isJoined ? words[at]?.slice("--tenant=".length) : words[at + 1];
  if (tenant === undefined) return [...words];
  const others = words.filter((_, index) => index !== at && (isJoined || index !== at + 1));
  return [...others.slice(0, depth), tenant, ...others.slice(depth)];
}
