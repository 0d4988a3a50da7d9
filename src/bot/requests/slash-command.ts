import type { SlashCommand as CommandPayload, RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { CommandWords } from "../access/command-words.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What a command receives; Slack has been acknowledged by then. */
export interface CommandCall {
  readonly payload: CommandPayload;
  readonly words: CommandWords;
  readonly client: WebClient;
  readonly respond: RespondFn;
}

/** A slash command. The manifest is made from these, and nothing else is registered. */
export interface SlashCommand {
  readonly name: `/${string}`;
  /** What it does, in one line. */
  readonly description: string;
  /** What may follow its name. */
  readonly usage: string;
  answer(call: CommandCall, dependencies: BotDependencies): Promise<void>;
}

/** The help of a command. */
export function helpText({ name, usage, description }: Omit<SlashCommand, "answer">): string {
  return `\`${`${name} ${usage}`.trim()}\`\n${description}`;
}
