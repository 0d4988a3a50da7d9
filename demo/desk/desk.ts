import type { FaultOrder } from "./fault-board.ts";
import type { Fields } from "./fields.ts";
import type { SocketModeServer } from "./socket-mode-server.ts";

/** A person one can act as at the desk. `id` is the Slack user id the bot sees. */
export interface DeskUser {
  id: string;
  name: string;
  realName: string;
}

/** A channel of the desk; without an id, one is generated. */
export interface DeskChannel {
  name: string;
  id?: string;
}

/** A slash command as the composer offers it. */
export interface DeskCommand {
  command: string;
  description: string;
  usageHint?: string;
}

export interface DeskOptions {
  /** Where the bot listens; a function when it is only known after the desk has started. */
  botUrl: string | (() => string);
  signingSecret: string;
  botToken: string;
  /** Set: the bot is reached over Socket Mode, and this is the token it connects with. */
  appToken?: string;
  /** Set: the app's manifest in force, and the configuration token that Slack shows it to. */
  manifest?: { readonly inForce: Fields; readonly configToken: string };
  users: readonly DeskUser[];
  channels: readonly DeskChannel[];
  commands: readonly DeskCommand[];
  /** Refuse a second message to a channel within a second, as Slack does. Off unless asked for. */
  enforceChannelRate?: boolean;
  /** How long the bot has to answer, in milliseconds; three seconds as in Slack unless said otherwise. */
  ackTimeoutMs?: number;
}

/** A message as a person at the desk can see it. */
export interface DeskMessage {
  ts: string;
  channelId: string;
  userId: string;
  text: string;
  blocks: readonly Fields[];
  attachments: readonly Fields[];
  files: readonly Fields[];
  /** The root's ts; undefined outside a thread, equal to `ts` on a root that has replies or was posted as one. */
  threadTs: string | undefined;
  replyCount: number;
  isBroadcast: boolean;
  isEdited: boolean;
  metadata: Fields | undefined;
  /** Only this user sees it; undefined when everybody does. */
  ephemeralTo: string | undefined;
  /** "channel_join" and the like; undefined for what somebody said. */
  subtype: string | undefined;
}

/** An open modal or a published App Home, as the bot wrote it plus the ids Slack gave it. */
export interface DeskView {
  id: string;
  userId: string;
  view: Fields;
}

/** What a person typed or chose, per action_id (or `block_id action_id`, a space between, where action_ids repeat). */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

export interface CommandInput {
  command: string;
  text: string;
  channelId: string;
  userId: string;
}

/** A press on, or a choice in, an element of a message (`channelId`, `messageTs`) or of a view (`viewId`). */
export interface ClickInput {
  userId: string;
  actionId: string;
  blockId?: string | undefined;
  channelId?: string | undefined;
  messageTs?: string | undefined;
  viewId?: string | undefined;
  /** What was chosen, for elements with a choice; a button brings its own. */
  value?: string | readonly string[] | undefined;
  /** Everything else filled in on the same surface, as Slack sends it along in `state`. */
  answers?: Answers | undefined;
}

export interface SubmitInput {
  userId: string;
  viewId: string;
  answers: Answers;
}

/** How the bot answered. `problem` is the sentence a person at the desk reads. */
export type BotAnswer =
  | { isOk: true }
  | { isOk: false; code: "operation_timeout" | "dispatch_failed" | "not_found"; problem: string };

/** What became of a submitted modal. `errors` are per block_id. */
export type SubmitAnswer =
  | { outcome: "closed" | "updated" | "pushed" | "cleared" }
  | { outcome: "errors"; errors: Readonly<Record<string, string>> }
  | { outcome: "failed"; problem: string };

/** A running local Slack. */
export interface Desk {
  /** The page's address with the token of this start in it. */
  url: string;
  /** For `clientOptions.slackApiUrl`; ends with "/api/". */
  slackApiUrl: string;
  botUserId: string;
  channelId(name: string): string;
  /** The direct-message channel between the app and a user. */
  directMessageId(userId: string): string;
  /** Everything in a channel, thread replies and ephemeral messages included, oldest first. */
  messages(channelId: string): Promise<readonly DeskMessage[]>;
  /** The modal a user has on top, if any. */
  modal(userId: string): DeskView | undefined;
  home(userId: string): DeskView | undefined;
  runCommand(input: CommandInput): Promise<BotAnswer>;
  click(input: ClickInput): Promise<BotAnswer>;
  submitView(input: SubmitInput): Promise<SubmitAnswer>;
  closeView(input: { userId: string; viewId: string; isCleared?: boolean | undefined }): Promise<BotAnswer>;
  openHome(userId: string): Promise<BotAnswer>;
  say(input: {
    userId: string;
    channelId: string;
    text: string;
    threadTs?: string | undefined;
  }): Promise<BotAnswer>;
  /** Sends the url_verification challenge and tells whether the bot gave it back. */
  verifyBot(): Promise<boolean>;
  injectFault(order: FaultOrder): void;
  /** The Socket Mode side; null when the bot is reached over HTTP. */
  socket: SocketModeServer | null;
  stop(): Promise<void>;
}
