import type { Clock } from "../../src/clock.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { DeskCommand, DeskUser } from "./desk.ts";
import type { Emulator } from "./emulator.ts";
import type { EphemeralStore } from "./ephemeral-store.ts";
import type { FaultBoard } from "./fault-board.ts";
import type { Fields } from "./fields.ts";
import type { History } from "./history.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { SocketModeServer } from "./socket-mode-server.ts";
import type { ViewStore } from "./view-store.ts";

/** Who a trigger was handed out for. */
export interface Trigger {
  userId: string;
}

/** Everything one running desk holds. */
export interface DeskState {
  botToken: string;
  /** The app's manifest in force, and the configuration token it is shown to; undefined: to nobody. */
  manifest: { readonly inForce: Fields; readonly configToken: string } | undefined;
  clock: Clock;
  users: readonly DeskUser[];
  channels: readonly { id: string; name: string }[];
  commands: readonly DeskCommand[];
  emulator: Emulator;
  history: History;
  ephemerals: EphemeralStore;
  views: ViewStore;
  faults: FaultBoard;
  feed: ChangeFeed;
  responseUrls: ResponseUrls;
  /** Null when the bot is reached over HTTP. */
  socket: SocketModeServer | null;
  triggers: Map<string, Trigger>;
  /** When each user last looked at each channel: `user channel` to the ts of the newest message seen. */
  seen: Map<string, string>;
  /** Whether another message to the channel now would be the second within a second (only when that is enforced). */
  isOverRate(channelId: string): boolean;
}
