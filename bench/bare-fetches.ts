import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { shuffled } from "../demo/town/companies/seeded.ts";
import type { Measured } from "./bench-night.ts";
import { ANSWERERS, type Latencies } from "./latencies.ts";

/** What to fetch: so many calls of each kind, so many at a time, after some that are not measured. */
const Order = z.object({
  url: z.string(),
  calls: z.array(z.object({ isSite: z.boolean(), ms: z.number() })),
  warmUp: z.number(),
  concurrency: z.number(),
});

/** About what is sent to a vendor, and what pages and answers have. */
const SENT_BYTES = 2_000;
const ANSWER_BYTES = 4_000;
/** After so many pages comes the next site, which takes a connection of its own. */
const PAGES_A_SITE = 6;
const WARM_UP = 200;

/**
 * Processor time of a process that only makes a night's calls, by bare `fetch` at the night's pace: as many, as slow, as
 * many at a time. In milliseconds.
 */
export async function measureBareFetches(
  calls: Measured["calls"],
  latencies: Latencies,
  concurrency: number,
): Promise<number> {
  const answer = "x".repeat(ANSWER_BYTES);
  let sites = 0;
  const server = createServer((request, response) => {
    request.resume();
    const asked = new URL(request.url ?? "", "http://x").searchParams;
    if (asked.has("site")) {
      sites += 1;
      if (sites % PAGES_A_SITE === 0) response.setHeader("connection", "close");
    }
    void pause(Number(asked.get("ms"))).then(() => response.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  const all = ANSWERERS.flatMap((name) =>
    Array.from({ length: calls[name] }, () => ({ isSite: name === "sites", ms: latencies[name] })),
  );
  const child = fork(fileURLToPath(import.meta.url), [], {
    execArgv: ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href],
  });
  const exit = once(child, "exit");
  child.send({
    url: `http://127.0.0.1:${address.port}/`,
    calls: shuffled(all, "bare fetches"),
    warmUp: WARM_UP,
    concurrency,
  });
  const answered = new Promise<unknown>((resolve) => void child.once("message", resolve));
  await exit;
  server.close();
  return Number(await answered);
}

/** What the forked process does. */
async function fetchAll({ url, calls, warmUp, concurrency }: z.infer<typeof Order>): Promise<number> {
  const body = "x".repeat(SENT_BYTES);
  const fetchOne = async ({ isSite, ms }: { readonly isSite: boolean; readonly ms: number }) => {
    const response = await fetch(
      `${url}?ms=${ms}${isSite ? "&site" : ""}`,
      isSite ? {} : { method: "POST", body },
    );
    await response.text();
  };
  const work = async (queue: z.infer<typeof Order>["calls"]) => {
    const worker = async () => {
      for (let call = queue.pop(); call !== undefined; call = queue.pop()) await fetchOne(call);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  };
  await work(Array.from({ length: warmUp }, () => ({ isSite: false, ms: 1 })));
  const before = process.cpuUsage();
  await work([...calls]);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once("message", (message) => {
    void fetchAll(Order.parse(message)).then((cpuMs) => {
      process.send?.(cpuMs);
      process.disconnect();
    });
  });
}
