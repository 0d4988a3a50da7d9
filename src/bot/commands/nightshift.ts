import { section } from "../blocks/text.ts";
import { helpText, type SlashCommand } from "../slash-command.ts";

/** `/nightshift`: what there is. `others` are the commands it tells of. */
export function createNightshiftCommand(others: readonly SlashCommand[]): SlashCommand {
  return {
    name: "/nightshift",
    description: "What nightshift can do here",
    usage: "[help]",
    async answer({ respond }) {
      await respond({
        response_type: "ephemeral",
        text: "What nightshift can do here",
        blocks: [
          section("*nightshift* watches the nightly runs and raises its hand when one goes wrong."),
          ...others.map((command) => section(helpText(command))),
          section("Answers are for you alone unless you add `share`."),
        ],
      });
    },
  };
}
