import { EVALUATE_QUEUE } from "../src/alerts/alert-queues.ts";
import { runProbes } from "../src/alerts/platform/run-probes.ts";
import { PLATFORM_RULE_TABLE } from "../src/alerts/rulebook/platform-rule-table.ts";
import { startBot } from "../src/bot/start-bot.ts";
import { systemClock } from "../src/clock.ts";
import { readEnvironment } from "../src/config/environment.ts";
import { connect } from "../src/database/connect.ts";
import type { Database } from "../src/database/database.ts";
import { askForJob } from "../src/database/jobs/job-outbox-store.ts";
import { percentile } from "../src/observability/figures/percentiles.ts";
import { type FaultySlack, startFaultySlack } from "../test/alerts/faulty-slack.ts";
import { storeRun } from "../test/alerts/stored-run.ts";
import { forkRunner } from "../test/support/fork-runner.ts";
import { quietLogger } from "../test/support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../test/support/test-database.ts";
import { waitUntil } from "../test/support/wait-until.ts";
import type { Figure } from "./figure.ts";

const TARGET_MS = 5_000;
/** Conditions come one after the other, so that no channel is near one message a second. */
const PACE_MS = 100;
/** A channel whose posts Slack never answers, and how many alerts wait for it. */
const HANGING = "C0HANGING";
const WAITING = 16;

/**
 * From a condition to its card in Slack, a runner and a bot in processes of their own: runs that end with a bad stage,
 * each of a tenant with a channel of its own, and findings of probes. The stand-in for Slack answers at once.
 */
export async function measureCardLatency({
  runs,
  findings,
}: {
  readonly runs: number;
  readonly findings: number;
}): Promise<Figure[]> {
  const test = await createTestDatabase();
  const slack = await startFaultySlack((channel) => (channel === HANGING ? "silent" : "fine"));
  const settings = {
    DATABASE_URL: test.urls.app,
    DATABASE_SERVICE_URL: test.urls.service,
    SECRETS_KEY: "7d".repeat(32),
    SCHED_ENABLED: "false",
    LOG_LEVEL: "error",
    PORT: "0",
    SLACK_BOT_TOKEN: "xoxb-bench",
    SLACK_SIGNING_SECRET: "bench-signing-secret",
    SLACK_API_URL: slack.apiUrl,
  };
  const environment = readEnvironment(settings);
  const connection = await connect(environment);
  const parts = { connection, environment, logger: quietLogger(), clock: systemClock };
  const runner = await forkRunner(settings);
  const bot = await startBot(parts);
  try {
    return [
      figureOf("a run that ended badly", await measureRuns(test, slack, { count: runs, name: "RUN" })),
      figureOf("a finding of a probe", await measureFindings(test, slack, findings)),
      figureOf(
        `a run that ended badly, beside a channel that hangs with ${WAITING} alerts,`,
        await measureBesideHanging(test, slack, runs),
      ),
    ];
  } finally {
    await bot.stop();
    await runner.stop();
    await connection.close();
    await slack.close();
    await test.drop();
  }
}

async function measureRuns(
  { database }: TestDatabase,
  slack: FaultySlack,
  { count, name }: { readonly count: number; readonly name: string },
): Promise<Latencies> {
  const begun = new Map<string, number>();
  for (let at = 0; at < count; at += 1) {
    const channel = `C0${name}${at}`;
    begun.set(channel, await endBadly(database, `${name.toLowerCase()}-${at}`, channel));
    await pace();
  }
  return waitForCards(database, slack, begun);
}

/** The same, while another channel has many alerts to take and Slack answers none of its posts. */
async function measureBesideHanging(
  test: TestDatabase,
  slack: FaultySlack,
  count: number,
): Promise<Latencies> {
  for (let at = 0; at < WAITING; at += 1) await endBadly(test.database, `hanging-${at}`, HANGING);
  await waitUntil(() => slack.fates.silent > 0, "the first post that hangs", 60_000);
  const measured = await measureRuns(test, slack, { count, name: "BESIDE" });
  if (slack.messages.some(({ channel }) => channel === HANGING)) throw new Error("the channel did not hang");
  return measured;
}

/** Ends a run of a new tenant with a bad stage; returns when, in milliseconds since 1970. */
async function endBadly(database: Database, tenantId: string, channel: string): Promise<number> {
  await createTestTenant(database, tenantId, { alertChannel: channel });
  const runId = await storeRun(database, {
    tenantId,
    startedAt: new Date(Date.now() - 3_600_000),
    stages: { crawl: { success: 60, error: 40 }, mv_refresh: { success: 1 }, export_odoo: { success: 1 } },
  });
  const endedAtMs = Date.now();
  // As the engine does in the transaction that ends a run.
  await database.withTenant(tenantId, (transaction) =>
    askForJob(transaction, tenantId, EVALUATE_QUEUE, { tenantId, runId }),
  );
  return endedAtMs;
}

async function measureFindings(
  { database }: TestDatabase,
  slack: FaultySlack,
  count: number,
): Promise<Latencies> {
  const begun = new Map<string, number>();
  for (let at = 0; at < count; at += 1) {
    const channel = `C0PROBE${at}`;
    const probe = {
      rule: PLATFORM_RULE_TABLE["PL-25"],
      judge: async () => [
        { subject: channel, breached: true, summary: "60 jobs are due.", loss: null, facts: {} },
      ],
    };
    const rule = { ...probe.rule, forDurationMinutes: 0 };
    const dependencies = { database, logger: quietLogger(), clock: systemClock };
    const world = {
      ...dependencies,
      channel,
      healthUrl: null,
      fetchStatus: async () => null,
      fetchHealth: async () => null,
    };
    let isLooked = false;
    while (!isLooked) {
      // Whoever has just looked is forgotten, so that this look counts.
      await database.withService((transaction) => transaction.query("delete from probe_results"));
      begun.set(channel, Date.now());
      isLooked = (await runProbes(world, [{ ...probe, rule }])) !== null;
    }
    await pace();
  }
  return waitForCards(database, slack, begun);
}

/** How long each channel's first message took until its alert was recorded, and until Slack had it, in milliseconds. */
async function waitForCards(
  database: Database,
  slack: FaultySlack,
  begun: ReadonlyMap<string, number>,
): Promise<Latencies> {
  const first = (channel: string) => slack.messages.find((message) => message.channel === channel);
  await waitUntil(() => [...begun.keys()].every(first), "a card in every channel", 120_000);
  const rows = await database.withService((transaction) =>
    transaction.query<{ channel: string; atMs: number }[]>(
      `select channel, extract(epoch from min(created_at))::float8 * 1000 as "atMs" from alert_notifications group by channel`,
    ),
  );
  const recorded = new Map(rows.map(({ channel, atMs }) => [channel, atMs]));
  return {
    toAlert: [...begun].map(([channel, since]) => (recorded.get(channel) ?? Number.NaN) - since),
    toCard: [...begun].map(([channel, since]) => (first(channel)?.takenAtMs ?? Number.NaN) - since),
  };
}

interface Latencies {
  readonly toAlert: readonly number[];
  readonly toCard: readonly number[];
}

function pace(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PACE_MS));
}

function figureOf(what: string, { toAlert, toCard }: Latencies): Figure {
  const show = (tookMs: readonly number[]) =>
    `median ${Math.round(percentile(tookMs, 0.5) ?? Number.NaN)} ms, p99 ${Math.round(percentile(tookMs, 0.99) ?? Number.NaN)} ms`;
  return {
    what: `from ${what} to its card in Slack`,
    value: `${show(toCard)}, of ${toCard.length}; until the alert is recorded ${show(toAlert)}`,
    target: `p99 < ${TARGET_MS / 1_000} s`,
    isMet: (percentile(toCard, 0.99) ?? Number.NaN) < TARGET_MS,
  };
}
