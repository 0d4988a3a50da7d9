import type { Message } from "./kit/message.ts";
import { context, escapeText, section } from "./kit/text.ts";

/** A command as the help shows it: what it takes and what it does. */
export interface CommandHelp {
  readonly name: string;
  readonly description: string;
  readonly usage: string;
}

const MAX_COMMANDS = 40;

/** The help. */
export function helpMessage(commands: readonly CommandHelp[]): Message {
  const lines = commands
    .slice(0, MAX_COMMANDS)
    .map(({ name, usage, description }) =>
      section(`\`${escapeText(`${name} ${usage}`.trim(), 120)}\`\n${escapeText(description, 150)}`),
    );
  return {
    text: "What nightshift can do here",
    blocks: [
      section("*nightshift* watches the nightly runs and speaks up when one goes wrong."),
      ...lines,
      section("Answers are for you alone unless you add `share`."),
      context("`/nightshift login` opens the pages. `/nightshift roles` is for admins: who may do what."),
    ],
  };
}
