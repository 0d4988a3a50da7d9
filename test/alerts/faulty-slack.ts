import { createServer, type ServerResponse } from "node:http";

/** What the double does with a call that writes. */
export type SlackFate = "fine" | "limited" | "broken" | "silent" | "dropped";

/** A message as it stands in a channel of the double. */
export interface StandingMessage {
  readonly channel: string;
  readonly ts: string;
  /** The root of its thread; null for a message in the channel itself. */
  readonly threadTs: string | null;
  readonly outboxId: string;
  /** When it was taken, in milliseconds since 1970. */
  readonly takenAtMs: number;
  text: string;
}

/** A Web API over HTTP that keeps its channels, and fails on order. */
export interface FaultySlack {
  readonly apiUrl: string;
  readonly messages: readonly StandingMessage[];
  /** How often each fate befell a call. */
  readonly fates: Readonly<Record<SlackFate, number>>;
  close(): Promise<void>;
}

/** `silent` does nothing and never answers; `dropped` does it and cuts the connection. `fateOf` decides for each write, by its channel. */
export async function startFaultySlack(
  fateOf: (channel: string) => SlackFate,
  /** The ids of its channels by name; without them it takes any channel for an id. */
  channels: ReadonlyMap<string, string> | null = null,
): Promise<FaultySlack> {
  const messages: StandingMessage[] = [];
  const byChannel = new Map<string, StandingMessage[]>();
  const fates = { fine: 0, limited: 0, broken: 0, silent: 0, dropped: 0 };

  /** As Slack does it: a post may name its channel, a look at the history may not. */
  function channelOf(args: URLSearchParams, byName: boolean): string | null {
    const wanted = args.get("channel") ?? "";
    if (channels === null || [...channels.values()].includes(wanted)) return wanted;
    return byName ? (channels.get(wanted.replace(/^#/, "")) ?? null) : null;
  }

  function write(method: string, args: URLSearchParams): object {
    const channel = channelOf(args, true);
    if (channel === null) return { ok: false, error: "channel_not_found" };
    if (method === "chat.update") {
      const message = messages.find(({ ts }) => ts === args.get("ts"));
      if (message === undefined) return { ok: false, error: "message_not_found" };
      message.text = args.get("text") ?? "";
      return { ok: true, channel: message.channel, ts: message.ts };
    }
    const metadata: unknown = JSON.parse(args.get("metadata") ?? "null");
    const message = {
      channel,
      ts: `1700000000.${String(messages.length + 1).padStart(6, "0")}`,
      threadTs: args.get("thread_ts"),
      outboxId: outboxIdOf(metadata),
      takenAtMs: Date.now(),
      text: args.get("text") ?? "",
    };
    messages.push(message);
    byChannel.set(channel, [...(byChannel.get(channel) ?? []), message]);
    return { ok: true, channel, ts: message.ts };
  }

  /** The messages of a channel without its threads, or those of the thread `ts`; newest first. */
  function history(args: URLSearchParams): object {
    const channel = channelOf(args, false);
    if (channel === null) return { ok: false, error: "channel_not_found" };
    const root = args.get("ts");
    const all = (byChannel.get(channel) ?? [])
      .filter(({ ts, threadTs }) => (root === null ? threadTs === null : ts === root || threadTs === root))
      .reverse();
    const from = Number(args.get("cursor") || 0);
    const page = all.slice(from, from + 100);
    return {
      ok: true,
      messages: page.map(({ ts, outboxId }) => ({
        ts,
        metadata: { event_type: "nightshift_outbox", event_payload: { outbox_id: outboxId } },
      })),
      response_metadata: { next_cursor: from + 100 < all.length ? String(from + 100) : "" },
    };
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const method = (request.url ?? "").split("?")[0]?.replace(/^\/api\//, "") ?? "";
      const args = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
      if (method === "conversations.history" || method === "conversations.replies")
        return answer(response, 200, history(args));
      if (method === "users.conversations")
        return answer(response, 200, {
          ok: true,
          channels: [...(channels ?? [])].map(([name, id]) => ({ id, name })),
        });
      if (!method.startsWith("chat.")) return answer(response, 200, { ok: true });
      const fate = fateOf(args.get("channel") ?? "");
      fates[fate] += 1;
      switch (fate) {
        case "limited":
          return answer(response, 429, { ok: false, error: "ratelimited" }, { "retry-after": "3" });
        case "broken":
          return answer(response, 500, {});
        case "silent":
          return undefined;
        case "dropped":
          write(method, args);
          return response.destroy();
        case "fine":
          return answer(response, 200, write(method, args));
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    apiUrl: `http://127.0.0.1:${address.port}/api/`,
    messages,
    fates,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function outboxIdOf(metadata: unknown): string {
  if (typeof metadata !== "object" || metadata === null || !("event_payload" in metadata)) return "";
  const payload = metadata.event_payload;
  if (typeof payload !== "object" || payload === null || !("outbox_id" in payload)) return "";
  return String(payload.outbox_id);
}
