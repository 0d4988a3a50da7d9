import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One request our side made of Slack. */
export interface SlackCall {
  /** `chat.update`, `respond` (a response_url) or `upload`. */
  readonly method: string;
  /** Arguments, those that Slack takes as JSON texts parsed. */
  readonly args: Readonly<Record<string, unknown>>;
}

export interface FakeSlack {
  readonly apiUrl: string;
  readonly responseUrl: string;
  readonly calls: SlackCall[];
  /** What a method answers instead of ok; a status makes the HTTP answer itself fail. */
  readonly answers: Map<
    string,
    { status?: number; headers?: Record<string, string>; body?: object; hang?: true }
  >;
  /** What single calls are answered, by their arguments; undefined: as usual. The first rule that answers wins. */
  readonly rules: ((call: SlackCall) => object | undefined)[];
  /** Resolves with the nth call of a method. */
  called(method: string, nth?: number): Promise<SlackCall>;
  close(): Promise<void>;
}

/** A Web API on 127.0.0.1 that says yes and remembers. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const calls: SlackCall[] = [];
  const answers: FakeSlack["answers"] = new Map();
  const rules: FakeSlack["rules"] = [];
  let waiting: { method: string; nth: number; resolve: (call: SlackCall) => void }[] = [];
  let base = "";

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const method = path.replace(/^\/(api\/)?/, "");
      calls.push({
        method,
        args: readArgs(Buffer.concat(chunks).toString("utf8"), request.headers["content-type"]),
      });
      waiting = waiting.filter(({ method: wanted, nth, resolve }) => {
        const call = calls.filter((candidate) => candidate.method === wanted)[nth];
        if (call !== undefined) resolve(call);
        return call === undefined;
      });
      const answer = answers.get(method);
      if (answer?.hang === true) return;
      response.writeHead(answer?.status ?? 200, { "Content-Type": "application/json", ...answer?.headers });
      const posts = calls.filter((call) => call.method === "chat.postMessage").length;
      const call = calls.at(-1);
      const ruled = rules.map((rule) => (call === undefined ? undefined : rule(call))).find(Boolean);
      response.end(JSON.stringify({ ...usualAnswer(method, base, posts), ...answer?.body, ...ruled }));
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  base = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/respond`,
    calls,
    answers,
    rules,
    called(method, nth = 0) {
      const call = calls.filter((candidate) => candidate.method === method)[nth];
      if (call !== undefined) return Promise.resolve(call);
      return new Promise((resolveCall) => waiting.push({ method, nth, resolve: resolveCall }));
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolveClose) => server.close(() => resolveClose()));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return address.port;
}

function usualAnswer(method: string, base: string, posts: number): object {
  const common = { ok: true };
  switch (method) {
    case "conversations.open":
      return { ...common, channel: { id: "D0DIRECT" } };
    case "files.getUploadURLExternal":
      return { ...common, upload_url: `${base}/upload`, file_id: "F1" };
    case "files.completeUploadExternal":
      return { ...common, files: [{ id: "F1" }] };
    case "chat.postMessage":
      return { ...common, channel: "C0ALERTS", ts: `1700000000.${String(99 + posts).padStart(6, "0")}` };
    case "views.open":
      return { ...common, view: { id: "V0OPENED" } };
    case "chat.update":
      return { ...common, channel: "C0ALERTS", ts: "1700000000.000100" };
    default:
      return common;
  }
}

function readArgs(body: string, type = ""): Record<string, unknown> {
  if (type.startsWith("application/json")) return asObject(parse(body));
  if (!type.startsWith("application/x-www-form-urlencoded")) return { body };
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => [key, /^[[{]/.test(value) ? parse(value) : value]),
  );
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
