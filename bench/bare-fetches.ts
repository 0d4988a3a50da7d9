import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { builtProcess } from "../test/support/run/built-process.ts";
import { SentRequest } from "./record-requests.ts";

/** The requests to send again, a JSON line each, and how. */
const Order = z.object({
  file: z.string(),
  concurrency: z.number(),
});
type Order = z.infer<typeof Order>;

/** So many of the first requests compile the code and open connections before anything is measured. */
const WARM_UP = 100;
/** Where the vendors' stand-ins are, which no proxy is between. */
const STAND_INS = "127.0.0.1";

/**
 * Processor time, in milliseconds, of a process that only sends the requests of a night again by bare `fetch`: the same
 * addresses, headers and bodies to the same stand-ins, as many at a time, in their order, every answer read and parsed.
 * Web sites are behind the proxy.
 */
export async function measureBareFetches(order: Order, proxyUrl: string): Promise<number> {
  const { file, env } = await builtProcess(new URL(import.meta.url));
  // Node's own proxy support: undici's package would put itself in the place of Node's `fetch`.
  const proxy = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: proxyUrl, NO_PROXY: STAND_INS };
  const child = fork(file, [], { execArgv: [], env: { ...env, ...proxy } });
  const exit = once(child, "exit");
  const answered = new Promise<unknown>((resolve) => void child.once("message", resolve));
  child.send(order);
  await exit;
  return Number(await answered);
}

/** What the forked process does. */
async function sendAgain({ file, concurrency }: Order): Promise<number> {
  const requests = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => SentRequest.parse(JSON.parse(line)));
  const send = async ({ url, method, headers, body }: SentRequest) => {
    const answer = await fetch(url, { method, headers, ...(body !== "" && { body }), redirect: "manual" });
    const text = await answer.text();
    if (answer.headers.get("content-type")?.startsWith("application/json") === true) JSON.parse(text);
  };
  const work = async (queue: readonly SentRequest[]) => {
    const left = queue.values();
    const worker = async () => {
      for (const request of left) await send(request);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  };
  await work(requests.slice(0, WARM_UP));
  const before = process.cpuUsage();
  await work(requests);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once("message", (message) => {
    void sendAgain(Order.parse(message)).then((cpuMs) => {
      process.send?.(cpuMs);
      process.disconnect();
    });
  });
}
