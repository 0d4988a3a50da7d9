import type { App, BlockAction, ButtonAction, ViewSubmitAction } from "@slack/bolt";
import { ACTIONS } from "./actions.ts";
import { readCommandWords } from "./command-words.ts";
import { COMMANDS } from "./commands.ts";
import type { BotDependencies } from "./dependencies.ts";
import { drawHome } from "./events/app-home-opened.ts";
import type { InFlight } from "./in-flight.ts";
import { receiveDelivery } from "./receive-delivery.ts";
import { helpText } from "./slash-command.ts";
import { VIEWS } from "./views.ts";

/** Attaches everything Slack may send to whoever answers it. */
export function registerAll(app: App, inFlight: InFlight, dependencies: BotDependencies): void {
  app.use((args) => inFlight.track(receiveDelivery(args, dependencies)));

  for (const command of COMMANDS) {
    app.command(command.name, async ({ command: payload, client, respond }) => {
      const words = readCommandWords(payload.text);
      if (words.help) {
        await respond({ response_type: "ephemeral", text: helpText(command) });
        return;
      }
      await command.answer({ payload, words, client, respond }, dependencies);
    });
  }
  for (const action of ACTIONS) {
    app.action<BlockAction<ButtonAction>>(
      { type: "block_actions", action_id: action.actionId },
      async ({ action: pressed, body, client, respond }) => {
        await action.press({ body, value: pressed.value ?? "", client, respond }, dependencies);
      },
    );
  }
  for (const view of VIEWS) {
    app.view<ViewSubmitAction>(view.callbackId, async ({ ack, body, client }) => {
      await view.submit({ view: body.view, slackUserId: body.user.id, client, ack }, dependencies);
    });
  }
  app.event("app_home_opened", async ({ event, client }) => {
    if (event.tab === "home") await drawHome(event.user, client, dependencies);
  });
}
