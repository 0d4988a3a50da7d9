import { randomUUID } from "node:crypto";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { insertEvents } from "../src/observability/events/event-store.ts";
import { createRunEvent } from "../src/observability/events/run-event.ts";
import type { TestDatabase } from "../test/support/test-database.ts";
import { copyIn, copyOut } from "./copy.ts";
import { type Figure, judged } from "./figure.ts";

const BATCH = 2_000;
const TENANT = "acme";

/** Events through the product's own insert, and the same rows, as ready text, through this client's COPY into the same table. */
export async function measureIngest({ database, urls }: TestDatabase, count: number): Promise<Figure[]> {
  const run = {
    tenantId: TENANT,
    runId: randomUUID(),
    runDate: new Date().toISOString().slice(0, 10),
    traceId: "0".repeat(32),
  };
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, () =>
    Array.from({ length: BATCH }, (_, index) =>
      createRunEvent(run, new Date(), randomUUID(), {
        event: "item_finished",
        status: "success",
        stage: "extract",
        companyId: randomUUID(),
        durationMs: index,
        vendor: "openai",
        costNanoUsd: 12_345n,
      }),
    ),
  );
  const rows = batches.length * BATCH;
  const startedMs = performance.now();
  for (const batch of batches)
    await database.withTenant(TENANT, (transaction) => insertEvents(transaction, batch));
  const insertMs = performance.now() - startedMs;
  const copyMs = await withClient(urls.superuser, async (client) => {
    const text = await copyOut(
      client,
      `copy (select * from run_event_logs where run_id = '${run.runId}') to stdout`,
    );
    await client.query("delete from run_event_logs where run_id = $1", [run.runId]);
    await client.query("vacuum run_event_logs");
    const copyStartedMs = performance.now();
    await copyIn(client, "copy run_event_logs from stdin", text);
    const took = performance.now() - copyStartedMs;
    await client.query("delete from run_event_logs where run_id = $1", [run.runId]);
    return took;
  });
  const share = copyMs / insertMs;
  const rate = (ms: number) => `${Math.round(rows / (ms / 1_000)).toLocaleString("en")} rows/s`;
  return [
    judged(
      "event ingest against bare COPY",
      `${(share * 100).toFixed(0)} % (${rate(insertMs)} and ${rate(copyMs)}, ${rows.toLocaleString("en")} rows, deduplicated, under row-level security)`,
      ">= 60 %",
      share >= 0.6,
    ),
  ];
}
