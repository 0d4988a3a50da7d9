import type { DeskMessage } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { WORKSPACE } from "./emulator.ts";
import { textOf } from "./fields.ts";
import { readMessage } from "./history.ts";
import type { Names } from "./pages/names.tsx";
import type { ScreenData } from "./pages/screen.tsx";
import { type Place, placeHref } from "./pages/sidebar.tsx";

/** The place somebody is looking at, from the page's address. */
export interface Look {
  userId: string;
  channelId: string;
  app: string;
  threadTs: string;
  timeZone: string;
}

const SYSTEM_SUBTYPES = ["channel_join", "channel_leave", "group_join"];

/** Gathers what the desk shows at the moment, and remembers what was seen. */
export async function readScreen(state: DeskState, look: Look): Promise<ScreenData | undefined> {
  const user = state.users.find(({ id }) => id === look.userId) ?? state.users[0];
  if (user === undefined) return undefined;
  const app = look.app === "home" || look.app === "messages" ? look.app : undefined;
  const directId = state.emulator.directMessageId(user.id) ?? "";
  const channel = state.channels.find(({ id }) => id === look.channelId) ?? state.channels[0];
  const channelId = app === undefined ? (channel?.id ?? "") : directId;
  const place: Place = { channelId, app, threadTs: look.threadTs || undefined };
  const messages = app === "home" ? [] : await shownMessages(state, channelId, user.id);
  const newest = messages.at(-1);
  if (newest) state.seen.set(`${user.id} ${channelId}`, newest.ts);
  return {
    user,
    place,
    names: namesFor(state, user.id, look.timeZone),
    people: { users: state.users, channels: state.channels },
    commands: state.commands,
    unread: await unreadPlaces(state, user.id, directId),
    messages,
    thread:
      place.threadTs === undefined ? undefined : await shownThread(state, place.threadTs, channelId, user.id),
    modal: state.views.top(user.id),
    home: state.views.home(user.id),
  };
}

async function shownMessages(
  state: DeskState,
  channelId: string,
  userId: string,
): Promise<readonly DeskMessage[]> {
  const roots = (await state.history.roots(channelId)).map((message) => readMessage(message, channelId));
  const own = state.ephemerals
    .in(channelId)
    .filter(({ ephemeralTo, threadTs }) => ephemeralTo === userId && !threadTs);
  return [...roots.filter(({ subtype }) => !SYSTEM_SUBTYPES.includes(subtype ?? "")), ...own].sort(byTime);
}

async function shownThread(
  state: DeskState,
  rootTs: string,
  channelId: string,
  userId: string,
): Promise<readonly DeskMessage[]> {
  const messages = (await state.history.thread(channelId, rootTs)).map((message) =>
    readMessage(message, channelId),
  );
  const own = state.ephemerals
    .in(channelId)
    .filter(({ ephemeralTo, threadTs }) => ephemeralTo === userId && threadTs === rootTs);
  return [...messages, ...own].sort(byTime);
}

async function unreadPlaces(state: DeskState, userId: string, directId: string): Promise<readonly string[]> {
  const places = [...state.channels.map(({ id }) => ({ id, name: id })), { id: directId, name: "app" }];
  const isUnread = await Promise.all(
    places.map(async ({ id }) => {
      const newest = (await state.history.roots(id)).find((message) => message["user"] !== userId);
      return newest !== undefined && textOf(newest["ts"]) > (state.seen.get(`${userId} ${id}`) ?? "");
    }),
  );
  return places.filter((_place, index) => isUnread[index]).map(({ name }) => name);
}

function namesFor(state: DeskState, userId: string, timeZone: string): Names {
  const channelName = (id: string) => state.channels.find((channel) => channel.id === id)?.name;
  return {
    userName: (id) => {
      if (id === WORKSPACE.botUserId) return WORKSPACE.appName;
      return id === "USLACKBOT" ? "Slackbot" : (state.users.find((user) => user.id === id)?.realName ?? id);
    },
    channelName: (id) => channelName(id) ?? id,
    channelHref: (id) => (channelName(id) === undefined ? undefined : placeHref(userId, { channelId: id })),
    timeZone,
    now: state.clock(),
  };
}

function byTime(a: DeskMessage, b: DeskMessage): number {
  return a.ts < b.ts ? -1 : 1;
}
