import type { DeskUser } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { textOf } from "./fields.ts";

/** Who asks the bot for something, and by what names and triggers Slack would send it. */
export interface AskerBook {
  userOf(userId: string): DeskUser;
  channelName(channelId: string): string;
  /** A fresh trigger_id: good for one view within three seconds. */
  triggerFor(userId: string): Promise<string>;
}

export function createAskerBook(state: DeskState): AskerBook {
  const { emulator } = state;

  function userOf(userId: string): DeskUser {
    return state.users.find(({ id }) => id === userId) ?? { id: userId, name: userId, realName: userId };
  }

  function channelName(channelId: string): string {
    return state.channels.find(({ id }) => id === channelId)?.name ?? "directmessage";
  }

  async function triggerFor(userId: string): Promise<string> {
    const made = await emulator.call("views.generateTriggerId", { user_id: userId });
    const id = textOf(made["trigger_id"]);
    state.triggers.set(id, { userId });
    return id;
  }

  return { userOf, channelName, triggerFor };
}
