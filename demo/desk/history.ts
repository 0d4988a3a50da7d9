import type { DeskMessage } from "./desk.ts";
import type { Emulator } from "./emulator.ts";
import { type Fields, fieldsOf, isFields, objectsOf, scalarOf, textOf } from "./fields.ts";

/** One page as large as the emulator gives. */
const PAGE_SIZE = 1000;
const DEFAULT_LIMIT = 100;

/** Reads what a channel holds, with what the emulator leaves out: broadcast replies, time windows, metadata on request only. */
export class History {
  readonly #emulator: Emulator;
  readonly #broadcasts = new Map<string, Set<string>>();

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  /** Remembers that a reply was also sent to the channel. */
  noteBroadcast(channelId: string, ts: string): void {
    const known = this.#broadcasts.get(channelId) ?? new Set();
    this.#broadcasts.set(channelId, known.add(ts));
  }

  /** What the channel shows, newest first: roots and broadcast replies. */
  async roots(channelId: string): Promise<readonly Fields[]> {
    const found: Fields[] = [];
    let cursor = "";
    do {
      const page = await this.#emulator.call("conversations.history", {
        channel: channelId,
        limit: PAGE_SIZE,
        cursor,
      });
      found.push(...objectsOf(page["messages"]));
      cursor = textOf(fieldsOf(page["response_metadata"])["next_cursor"]);
    } while (cursor !== "");
    for (const ts of this.#broadcasts.get(channelId) ?? []) {
      const reply = await this.find(channelId, ts);
      if (reply) found.push({ ...reply, subtype: "thread_broadcast" });
    }
    return found.sort((a, b) => (textOf(a["ts"]) < textOf(b["ts"]) ? 1 : -1));
  }

  /** A root and its replies, oldest first. */
  async thread(channelId: string, ts: string): Promise<readonly Fields[]> {
    const replies = await this.#emulator.call("conversations.replies", { channel: channelId, ts });
    return objectsOf(replies["messages"]);
  }

  async find(channelId: string, ts: string): Promise<Fields | undefined> {
    return (await this.thread(channelId, ts)).find((message) => message["ts"] === ts);
  }

  /** Everything in the channel, replies included, oldest first. */
  async all(channelId: string): Promise<readonly DeskMessage[]> {
    const roots = (await this.roots(channelId)).filter(
      (message) => message["subtype"] !== "thread_broadcast",
    );
    const threads = await Promise.all(
      roots.map(async (root) => (hasReplies(root) ? this.thread(channelId, textOf(root["ts"])) : [root])),
    );
    return threads
      .flat()
      .map((message) => readMessage(message, channelId))
      .sort((a, b) => (a.ts < b.ts ? -1 : 1));
  }

  /** The answer to conversations.history or conversations.replies as Slack gives it. */
  async answer(method: "conversations.history" | "conversations.replies", args: Fields): Promise<Fields> {
    const probe = await this.#emulator.call(method, args);
    if (probe["ok"] !== true) return probe;
    const channelId = textOf(args["channel"]);
    const ts = textOf(args["ts"]);
    const isThread = method === "conversations.replies";
    const messages = isThread ? await this.thread(channelId, ts) : await this.roots(channelId);
    if (isThread && messages.length === 0) return { ok: false, error: "thread_not_found" };
    const wanted = messages.filter((message) =>
      isInWindow(textOf(message["ts"]), args, isThread ? ts : undefined),
    );
    const start = args["cursor"] ? wanted.findIndex((message) => message["ts"] === args["cursor"]) : 0;
    if (start < 0) return { ok: false, error: "invalid_cursor" };
    const end = start + Math.min(Number(args["limit"]) || DEFAULT_LIMIT, PAGE_SIZE);
    const next = wanted[end];
    return {
      ok: true,
      messages: wanted.slice(start, end).map((message) => withMetadata(message, args)),
      has_more: next !== undefined,
      ...(next === undefined ? {} : { response_metadata: { next_cursor: next["ts"] } }),
    };
  }
}

/** A message of the Web API in the desk's own terms. */
export function readMessage(message: Fields, channelId: string): DeskMessage {
  const blocks = objectsOf(message["blocks"]);
  const metadata = message["metadata"];
  return {
    ts: textOf(message["ts"]),
    channelId,
    userId: textOf(message["user"]),
    text: textOf(message["text"]),
    blocks,
    attachments: objectsOf(message["attachments"]),
    files: objectsOf(message["files"]),
    threadTs: textOf(message["thread_ts"]) || undefined,
    replyCount: Number(message["reply_count"] ?? 0),
    isBroadcast: message["reply_broadcast"] === true,
    // Slack shows no "(edited)" on a message made of blocks.
    isEdited: isFields(message["edited"]) && blocks.length === 0,
    metadata: isFields(metadata) ? metadata : undefined,
    ephemeralTo: undefined,
    subtype: textOf(message["subtype"]) || undefined,
  };
}

function hasReplies(message: Fields): boolean {
  return Number(message["reply_count"] ?? 0) > 0;
}

function isInWindow(ts: string, args: Fields, rootTs: string | undefined): boolean {
  if (ts === rootTs) return true;
  const oldest = scalarOf(args["oldest"]) || "0";
  const latest = scalarOf(args["latest"]);
  const isInclusive = args["inclusive"] === true || args["inclusive"] === "true" || args["inclusive"] === "1";
  const time = toMicroseconds(ts);
  if (oldest !== "" && (isInclusive ? time < toMicroseconds(oldest) : time <= toMicroseconds(oldest)))
    return false;
  return latest === "" || (isInclusive ? time <= toMicroseconds(latest) : time < toMicroseconds(latest));
}

/** Compared as whole numbers: a ts has sixteen digits, which a float would still hold, but not its fraction. */
function toMicroseconds(ts: string): bigint {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return /^\d+$/.test(seconds) ? BigInt(seconds + fraction.padEnd(6, "0").slice(0, 6)) : 0n;
}

function withMetadata(message: Fields, args: Fields): Fields {
  if (scalarOf(args["include_all_metadata"]) === "true") return message;
  const { metadata: _left, ...rest } = message;
  return rest;
}
