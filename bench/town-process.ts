import { z } from "zod";
import { startTown } from "../demo/town/start-town.ts";
import { createCrowd } from "./crowd.ts";
import { ANSWERERS } from "./latencies.ts";
import { recordRequests } from "./record-requests.ts";

// The stand-ins in a process of their own (bench/fork-town.ts): told how slow to be, asked what they answered so far.
const Order = z.union([
  z.object({ latencies: z.record(z.enum(ANSWERERS), z.number()) }),
  z.object({ recordTo: z.string().nullable() }),
  z.literal("tally"),
  z.literal("stop"),
]);

const recording = recordRequests();
const town = await startTown({
  companies: createCrowd(Number(process.argv[2])),
  odooDatabases: [String(process.argv[3])],
});
process.on("message", (message) => {
  const order = Order.parse(message);
  if (order === "stop") return void town.stop().then(() => process.disconnect());
  if (order === "tally") {
    const calls = town.calls();
    const tookMs = calls.reduce(
      (sum, { startedAt, endedAt }) => sum + Date.parse(endedAt) - Date.parse(startedAt),
      0,
    );
    const counts = ANSWERERS.map(
      (name) => [name, calls.filter(({ vendor }) => vendor === name).length] as const,
    );
    const refused = calls.filter(({ status }) => status === null || status >= 400).length;
    return void process.send?.({ calls: Object.fromEntries(counts), refused, tookMs });
  }
  if ("recordTo" in order) {
    if (order.recordTo === null) recording.end();
    else recording.begin(order.recordTo);
  } else {
    town.clearFaults();
    for (const vendor of ANSWERERS) town.setFault({ vendor, mode: "slow", delayMs: order.latencies[vendor] });
  }
  process.send?.("done");
});
process.once("disconnect", () => process.exit());
const { settings, odooUrl, odooApiKey } = town;
process.send?.({ settings, odooUrl, odooApiKey });
