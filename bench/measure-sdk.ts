import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createKey } from "../src/database/tenants/key-change-store.ts";
import { createHttpPorts } from "../src/http/adapters/create-http-ports.ts";
import { createHttpServer } from "../src/http/create-http-server.ts";
import { createReporter } from "../src/sdk/create-reporter.ts";
import { fakeHttpPorts } from "../test/http/support/fake-http-ports.ts";
import { quietRefusals } from "../test/support/quiet-refusals.ts";
import { createTestDatabase, createTestTenant } from "../test/support/test-database.ts";
import { type Figure, judged, median, told } from "./figure.ts";

const TENANT = "acme";
const PER_SECOND = 5_000;
const TICK_MS = 20;
const MOST_US = 5;
const DRAIN_MS = 300_000;

/**
 * Reports events at 5,000 a second while the server restarts twice, away for `awayMs` each time: what a call takes in its
 * caller, how much waited at most, and whether each event is stored once.
 */
export async function measureSdk(size: {
  readonly events: number;
  readonly awayMs: number;
}): Promise<Figure[]> {
  const { events, awayMs } = size;
  const test = await createTestDatabase();
  try {
    const { database } = test;
    await createTestTenant(database, TENANT);
    const wish = {
      tenantId: TENANT,
      name: "bench",
      scopes: ["ingest"],
      expiresAt: null,
      actor: "bench",
    } as const;
    const { token: key } = await createKey(database, wish, randomBytes);
    const { service, control } = fakeHttpPorts();
    const clock = () => new Date();
    const ports = createHttpPorts({
      ...service,
      control,
      database,
      clock,
      refusals: quietRefusals(database, clock),
      runbooks: [],
      ingestPerMinute: 1_000_000,
      otlpMostMb: 10,
    });
    let server = await createHttpServer({ ports, port: 0, closeTimeoutMs: 500 });
    const { port, url } = server;
    async function restart(): Promise<void> {
      await server.close();
      await sleep(awayMs);
      server = await createHttpServer({ ports, port, closeTimeoutMs: 500 });
    }

    const reporter = createReporter({ url, key, agentId: "bench-agent", onProblem: () => undefined });
    const took: number[] = [];
    const restarts: Promise<void>[] = [];
    let peak = 0;
    let sent = 0;
    const startedMs = performance.now();
    while (sent < events) {
      const due = Math.min(events, Math.ceil(((performance.now() - startedMs) / 1_000) * PER_SECOND));
      for (; sent < due; sent += 1) {
        const before = performance.now();
        reporter.llmCall({
          model: "gpt-5-mini",
          provider: "openai",
          tokensInput: sent,
          tokensOutput: 12,
          durationMs: 300,
        });
        took.push((performance.now() - before) * 1_000);
      }
      peak = Math.max(peak, reporter.stats().waiting);
      const isTime = sent >= (events / 3) * (restarts.length + 1);
      if (isTime && restarts.length < 2) restarts.push((restarts.at(-1) ?? Promise.resolve()).then(restart));
      await sleep(TICK_MS);
    }
    await Promise.all(restarts);
    await reporter.shutdown(DRAIN_MS);
    await server.close();
    const stored = await database.withService(async (transaction) => {
      const [row] = await transaction.query<{ count: number }[]>(
        "select count(*)::int as count from run_event_logs where agent_id = 'bench-agent'",
      );
      return row?.count ?? 0;
    });
    const perCall = median(took);
    const { dropped } = reporter.stats();
    const lost = events - stored;
    return [
      judged(
        "a call of the SDK in its caller",
        `${perCall.toFixed(2)} µs, the median`,
        `< ${MOST_US} µs`,
        perCall < MOST_US,
      ),
      judged(
        "events lost by the SDK while the server restarts twice",
        `${lost} of ${events.toLocaleString("en")} at ${PER_SECOND.toLocaleString("en")} a second, away ${awayMs / 1_000} s each time; dropped ${JSON.stringify(dropped)}`,
        "0",
        lost === 0,
      ),
      told("the SDK's buffer at its fullest", `${peak.toLocaleString("en")} events of at most 200,000`),
    ];
  } finally {
    await test.drop();
  }
}
