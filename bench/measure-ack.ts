import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createBotClient } from "../demo/desk/bot-client.ts";
import { systemClock } from "../src/clock.ts";
import { createKey } from "../src/database/tenants/key-change-store.ts";
import { percentile } from "../src/observability/figures/percentiles.ts";
import { startFakeSlack } from "../test/bot/support/fake-slack.ts";
import { createTestDatabase, createTestTenant } from "../test/support/test-database.ts";
import { waitUntil } from "../test/support/wait-until.ts";
import { type Figure, judged, told } from "./figure.ts";
import { freePort } from "./free-port.ts";
import { bodyOf, ingestOf, send } from "./ingest-load.ts";

const TENANT = "acme";
const SENDERS = 4;
const EVERY_MS = 50;
const MOST_MS = 250;
const SECRET = "bench-signing-secret";

/**
 * How soon the bot acknowledges a slash command while four senders give the same process all the events it takes, and how
 * soon with nothing beside it. The bot is the program as people start it.
 */
export async function measureAck(commands: number): Promise<Figure[]> {
  const test = await createTestDatabase();
  await createTestTenant(test.database, TENANT);
  const wish = { tenantId: TENANT, name: "bench", expiresAt: null, actor: "cli" };
  const { token } = await createKey(test.database, { ...wish, scopes: ["ingest"] }, randomBytes);
  const slack = await startFakeSlack();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const bot = spawn(
    process.execPath,
    [fileURLToPath(new URL("../bin/nightshift.mjs", import.meta.url)), "bot"],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        DATABASE_URL: test.urls.app,
        DATABASE_SERVICE_URL: test.urls.service,
        SECRETS_KEY: "7d".repeat(32),
        LOG_LEVEL: "error",
        PORT: String(port),
        INGEST_REQUESTS_PER_MINUTE: "1000000",
        SLACK_BOT_TOKEN: "xoxb-bench",
        SLACK_SIGNING_SECRET: SECRET,
        SLACK_API_URL: slack.apiUrl,
        SLACK_FIRST_ADMIN: "U0PERSON",
      },
    },
  );
  const exit = once(bot, "exit");
  const client = createBotClient({
    botUrl: url,
    signingSecret: SECRET,
    clock: systemClock,
    ackTimeoutMs: 10_000,
  });
  let asked = 0;
  async function acknowledge(): Promise<number> {
    asked += 1;
    const startedMs = performance.now();
    const reply = await client.sendForm({
      command: "/alerts",
      text: "",
      user_id: "U0PERSON",
      team_id: "T1",
      channel_id: "C0HERE",
      trigger_id: `trigger-${asked}`,
      response_url: slack.responseUrl,
    });
    if (!reply.isOk) throw new Error(`the bot did not acknowledge: ${reply.code}`);
    return performance.now() - startedMs;
  }
  async function acknowledgeAll(): Promise<number[]> {
    const took: number[] = [];
    for (let place = 0; place < commands; place += 1) {
      const tookMs = await acknowledge();
      took.push(tookMs);
      await sleep(Math.max(0, EVERY_MS - tookMs));
    }
    return took.toSorted((one, other) => one - other);
  }
  try {
    const isUp = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitUntil(isUp, "the bot to be ready", 60_000);
    await acknowledge();
    const alone = await acknowledgeAll();
    let isOver = false;
    let sent = 0;
    const startedMs = performance.now();
    const bodyAt = (place: number) => {
      if (isOver) return undefined;
      sent += 1;
      return bodyOf("ack", place);
    };
    const load = send(ingestOf(url, token), bodyAt, SENDERS);
    const beside = await acknowledgeAll().finally(() => {
      isOver = true;
    });
    await load;
    const rate = (sent * 1_000) / ((performance.now() - startedMs) / 1_000);
    const p99 = percentile(beside, 0.99);
    const middle = percentile(beside, 0.5);
    const ms = (value: number | null) => `${(value ?? Number.NaN).toFixed(0)} ms`;
    return [
      told(
        "a Slack command is acknowledged with nothing beside it",
        `median ${ms(percentile(alone, 0.5))}, p99 ${ms(percentile(alone, 0.99))}`,
      ),
      judged(
        "p99 of a Slack acknowledgement while the same bot takes events at full load",
        `${ms(p99)} (median ${ms(middle)}, ${commands} commands, ${Math.round(rate).toLocaleString("en")} events/s from ${SENDERS} senders)`,
        `< ${MOST_MS} ms`,
        p99 !== null && p99 < MOST_MS,
      ),
    ];
  } finally {
    bot.kill();
    await exit;
    await slack.close();
    await test.drop();
  }
}
