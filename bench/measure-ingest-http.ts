import { randomBytes } from "node:crypto";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { createKey } from "../src/database/tenants/key-change-store.ts";
import { forkHttpServer } from "../test/support/fork-http-server.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../test/support/test-database.ts";
import { type ClickHouse, startClickHouse } from "./clickhouse.ts";
import { copyIn, copyOut } from "./copy.ts";
import { type Figure, judged, median, told } from "./figure.ts";
import { BATCH, bodyOf, eventsOf, ingestOf, post, send } from "./ingest-load.ts";

const REPEATS = 3;
const TENANT = "acme";

/**
 * Events of about 370 bytes over HTTP, in requests of 1,000, against one connection's COPY of the same rows as ready text
 * into the same indexed and partitioned table; both commit durably. Client, server and Postgres share the machine.
 */
export async function measureIngestHttp(count: number): Promise<Figure[]> {
  const test = await createTestDatabase();
  await createTestTenant(test.database, TENANT);
  const wish = {
    tenantId: TENANT,
    name: "bench",
    scopes: ["ingest"] as const,
    expiresAt: null,
    actor: "cli",
  };
  const { token } = await createKey(test.database, wish, randomBytes);
  const server = await forkHttpServer(test.urls, 8);
  const clickHouse = await startClickHouse();
  const target = ingestOf(server.url, token);
  try {
    const requests = Math.max(4, Math.round(count / BATCH));
    await post(target, bodyOf("warm", 0));
    const rates: Record<"one" | "four" | "copy" | "clickHouseOne" | "clickHouseFour", number[]> = {
      one: [],
      four: [],
      copy: [],
      clickHouseOne: [],
      clickHouseFour: [],
    };
    const latencies: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      for (const [name, senders] of [
        ["one", 1],
        ["four", 4],
      ] as const) {
        await clear(test);
        const bodies = Array.from({ length: requests }, (_, place) => bodyOf(`${name}${repeat}`, place));
        const startedMs = performance.now();
        await send(target, (place) => bodies[place], senders);
        rates[name].push((requests * BATCH) / ((performance.now() - startedMs) / 1_000));
      }
      rates.copy.push((requests * BATCH) / ((await copyAgain(test)) / 1_000));
      if (clickHouse !== null) {
        rates.clickHouseOne.push(
          (requests * BATCH) / ((await fillClickHouse(clickHouse, requests, 1)) / 1_000),
        );
        rates.clickHouseFour.push(
          (requests * BATCH) / ((await fillClickHouse(clickHouse, requests, 4)) / 1_000),
        );
      }
    }
    const rate = { one: median(rates.one), four: median(rates.four), copy: median(rates.copy) };
    const everyMs = (BATCH / rate.four) * 2 * 1_000;
    for (let place = 0; place < Math.min(requests, 200); place += 1) {
      const startedMs = performance.now();
      await post(target, bodyOf("half", place));
      const tookMs = performance.now() - startedMs;
      latencies.push(tookMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - tookMs)));
    }
    const p99 = latencies.toSorted((one, other) => one - other)[Math.ceil(latencies.length * 0.99) - 1] ?? 0;
    const share = (name: "one" | "four") => `${((rate[name] / rate.copy) * 100).toFixed(0)} %`;
    const perSecond = (value: number) => `${Math.round(value).toLocaleString("en")} events/s`;
    return [
      told("indexes of the event log, the same for both", (await listIndexes(test)).join("; ")),
      told("bare COPY on one connection", perSecond(rate.copy)),
      told("HTTP ingest, one sender", `${share("one")} of COPY (${perSecond(rate.one)})`),
      judged(
        "HTTP ingest, four senders",
        `${share("four")} of COPY (${perSecond(rate.four)}, ${(requests * BATCH).toLocaleString("en")} events, medians of ${REPEATS} interleaved)`,
        ">= 60 %",
        rate.four / rate.copy >= 0.6,
      ),
      clickHouse === null
        ? told("ClickHouse", "not measured: install Debian's clickhouse-server")
        : told(
            `ClickHouse ${clickHouse.version}, the same events as JSONEachRow over HTTP, no commit to disk, no deduplication, no tenants`,
            `one sender ${perSecond(median(rates.clickHouseOne))}, four ${perSecond(median(rates.clickHouseFour))}`,
          ),
      judged("p99 of an ingest call at half that load", `${p99.toFixed(0)} ms`, "< 100 ms", p99 < 100),
    ];
  } finally {
    await clickHouse?.stop();
    await server.kill();
    await test.drop();
  }
}

/** How long the same events take into an empty table of ClickHouse's, in milliseconds. */
async function fillClickHouse(clickHouse: ClickHouse, requests: number, senders: number): Promise<number> {
  await clickHouse.empty();
  const bodies = Array.from({ length: requests }, (_, place) => clickHouse.bodyOf(eventsOf("ch", place)));
  const startedMs = performance.now();
  await send({ url: clickHouse.insertUrl, token: null }, (place) => bodies[place], senders);
  const tookMs = performance.now() - startedMs;
  const rows = await clickHouse.count();
  if (rows !== requests * BATCH) throw new Error(`ClickHouse has ${rows} rows of ${requests * BATCH}`);
  return tookMs;
}

/** Empties the table, so that each measurement fills the same one. */
async function clear({ urls }: TestDatabase): Promise<void> {
  await withClient(urls.superuser, (client) =>
    client.query("truncate run_event_logs, agent_quarters, enrichment_runs cascade"),
  );
}

/** Takes the rows that were ingested out as text and times their COPY into the emptied table. */
async function copyAgain(test: TestDatabase): Promise<number> {
  return withClient(test.urls.superuser, async (client) => {
    const text = await copyOut(client, "copy (select * from run_event_logs) to stdout");
    await client.query("truncate run_event_logs");
    await client.query("set synchronous_commit = on");
    const startedMs = performance.now();
    await copyIn(client, "copy run_event_logs from stdin", text);
    return performance.now() - startedMs;
  });
}

async function listIndexes({ urls }: TestDatabase): Promise<string[]> {
  const { rows } = await withClient(urls.superuser, (client) =>
    client.query<{ line: string }>(
      `select regexp_replace(indexdef, '^.* USING ', '') as line from pg_indexes
       where tablename = 'run_event_logs' order by indexname`,
    ),
  );
  return rows.map(({ line }) => line);
}
