import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { createKey } from "../src/database/tenants/key-change-store.ts";
import { forkHttpServer } from "../test/support/fork-http-server.ts";
import { createTestDatabase, createTestTenant } from "../test/support/test-database.ts";
import { type Figure, judged, median } from "./figure.ts";
import { BATCH, bodyOf, ingestOf, send } from "./ingest-load.ts";

const SENDERS = 4;
const PARTS = 10;
/** What the heap may breathe between one tenth of the events and another. */
const MOST_GROWTH = 1.15;

/** The memory of the server's process over `count` events: its median in the last tenth beside that in the second. */
export async function measureIngestMemory(count: number): Promise<Figure[]> {
  const test = await createTestDatabase();
  await createTestTenant(test.database, "acme");
  const wish = { tenantId: "acme", name: "bench", expiresAt: null, actor: "cli" };
  const { token } = await createKey(test.database, { ...wish, scopes: ["ingest"] }, randomBytes);
  const server = await forkHttpServer(test.urls, 8);
  try {
    const parts: number[] = [];
    const requests = Math.ceil(count / PARTS / BATCH);
    for (let part = 0; part < PARTS; part += 1) {
      const seen: number[] = [];
      const bodyAt = (place: number) => {
        seen.push(residentMb(server.pid));
        return place < requests ? bodyOf(`memory${part}`, place) : undefined;
      };
      await send(ingestOf(server.url, token), bodyAt, SENDERS);
      parts.push(median(seen));
      // The rows are not what is measured, and ten of these would fill a small disk.
      await withClient(test.urls.superuser, (client) => client.query("truncate run_event_logs"));
    }
    const [, second = Number.NaN] = parts;
    const last = parts.at(-1) ?? Number.NaN;
    return [
      judged(
        `memory of the server over ${(requests * BATCH * PARTS).toLocaleString("en")} events`,
        `${parts.map((mb) => mb.toFixed(0)).join(", ")} MB resident, the median of each tenth`,
        `the last tenth <= ${MOST_GROWTH} x the second`,
        last <= second * MOST_GROWTH,
      ),
    ];
  } finally {
    await server.kill();
    await test.drop();
  }
}

function residentMb(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4_096) / 2 ** 20;
}
