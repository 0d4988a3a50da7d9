import type { BotClient } from "./bot-client.ts";
import { fieldsOf, jsonOf } from "./fields.ts";
import type { SocketModeServer } from "./socket-mode-server.ts";

/** Speaks to the bot as Slack does in Socket Mode: in envelopes, each over one connection. */
export function createSocketBotClient(socket: SocketModeServer): BotClient {
  return {
    sendForm(form) {
      const { payload } = form;
      return payload === undefined
        ? socket.send("slash_commands", form)
        : socket.send("interactive", fieldsOf(jsonOf(payload)));
    },
    sendEvent: (event, retry) => socket.send("events_api", fieldsOf(event), retry),
  };
}
