import type { App, BlockAction, BlockElementAction, ViewSubmitAction } from "@slack/bolt";
import { createTraceId, withTrace } from "../trace-context.ts";
import { readCommandWords } from "./access/command-words.ts";
import { ACTIONS } from "./actions/actions.ts";
import { COMMANDS } from "./commands/commands.ts";
import { drawHome } from "./home/draw-home.ts";
import type { HomeWatch } from "./home/home-watch.ts";
import type { BotDependencies } from "./ports/bot-dependencies.ts";
import { createPlainChannels } from "./posting/plain-channels.ts";
import { respondInPlain } from "./posting/respond-in-plain.ts";
import { receiveDelivery } from "./receive-delivery.ts";
import { ackOf } from "./requests/acknowledge-in-time.ts";
import { answerPrivately } from "./requests/answer-privately.ts";
import { readPressed } from "./requests/block-action.ts";
import type { InFlight } from "./requests/in-flight.ts";
import { helpText } from "./requests/slash-command.ts";
import { VIEWS } from "./views/views.ts";

/** Registers a handler for everything Slack may send. */
export function registerAll(
  app: App,
  inFlight: InFlight,
  homes: Pick<HomeWatch, "note">,
  dependencies: BotDependencies,
): void {
  app.use((args) => withTrace(createTraceId(), () => inFlight.track(receiveDelivery(args, dependencies))));

  const plainChannels = createPlainChannels(dependencies.clock);
  for (const command of COMMANDS) {
    app.command(command.name, async ({ command: payload, client, respond: answer }) => {
      const respond = answerPrivately(
        respondInPlain(answer, payload.channel_id, plainChannels),
        client,
        payload.user_id,
      );
      const words = readCommandWords(payload.text);
      if (words.help && command.name !== "/nightshift") {
        await respond({ response_type: "ephemeral", text: helpText(command) });
        return;
      }
      await command.answer({ payload, words, client, respond }, dependencies);
    });
  }
  for (const action of ACTIONS) {
    app.action<BlockAction<BlockElementAction>>(
      { type: "block_actions", action_id: action.actionId },
      async ({ action: pressed, body, client, respond }) => {
        const call = {
          body,
          ...readPressed(pressed),
          blockId: pressed.block_id,
          client,
          respond: answerPrivately(respond, client, body.user.id),
        };
        await action.press(call, dependencies);
      },
    );
  }
  for (const view of VIEWS) {
    app.view<ViewSubmitAction>(view.callbackId, async ({ ack, body, client }) => {
      await view.submit(
        { view: body.view, slackUserId: body.user.id, client, ack: ackOf(body, ack) },
        dependencies,
      );
    });
  }
  app.event("app_home_opened", async ({ event, client }) => {
    if (event.tab !== "home") return;
    homes.note(event.user);
    await drawHome({ slackUserId: event.user }, client, dependencies);
  });
}
