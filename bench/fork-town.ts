import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { ANSWERERS, type Latencies } from "./latencies.ts";

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

const Address = z.object({
  settings: z.record(z.string(), z.string()),
  odooUrl: z.string(),
  odooApiKey: z.string(),
});
const Tally = z.object({
  calls: z.record(z.enum(ANSWERERS), z.number()),
  refused: z.number(),
  tookMs: z.number(),
});

/** What the stand-ins answered so far: how many calls of each, how many of all in vain, and how long they took over all of them. */
export type Tally = z.infer<typeof Tally>;

/** The stand-ins in a process of their own, so that their work is not taken for the runner's. */
export interface ForkedTown extends z.infer<typeof Address> {
  answerIn(latencies: Latencies): Promise<void>;
  tally(): Promise<Tally>;
  /** From now on writes every request into a file; no longer where it is null. */
  recordTo(file: string | null): Promise<void>;
  stop(): Promise<void>;
}

export async function forkTown(companies: number, odooDatabase: string): Promise<ForkedTown> {
  const child = fork(
    fileURLToPath(new URL("./town-process.ts", import.meta.url)),
    [String(companies), odooDatabase],
    { execArgv: ["--import", TSX] },
  );
  const heard = () => new Promise<unknown>((resolve) => void child.once("message", resolve));
  const ask = (order: object | string) => {
    const answer = heard();
    child.send(order);
    return answer;
  };
  const address = await heard();
  return {
    ...Address.parse(address),
    async answerIn(latencies) {
      await ask({ latencies });
    },
    async recordTo(file) {
      await ask({ recordTo: file });
    },
    tally: async () => Tally.parse(await ask("tally")),
    async stop() {
      const exit = once(child, "exit");
      child.send("stop");
      await exit;
    },
  };
}
