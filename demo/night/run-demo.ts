import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createLoginLink } from "../../src/access/create-login-link.ts";
import { COMMANDS } from "../../src/bot/commands/commands.ts";
import { type Bot, startBot } from "../../src/bot/start-bot.ts";
import { withClosing } from "../../src/cli/kit/with-closing.ts";
import { createRunDisplay } from "../../src/cli/runs/create-run-display.ts";
import { watchRun } from "../../src/cli/runs/watch-run.ts";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { type Connection, connect } from "../../src/database/connect.ts";
import { createLogger } from "../../src/logger.ts";
import { startRun } from "../../src/runner/planning/start-run.ts";
import { startRunner } from "../../src/runner/start-runner.ts";
import type { Desk } from "../desk/desk.ts";
import { startDesk } from "../desk/start-desk.ts";
import { startTown, type Town } from "../town/start-town.ts";
import { ACME, GLOBEX, GUEST, ON_CALL, REVIEWER } from "./demo-tenant.ts";
import { describeNight } from "./describe-night.ts";
import { freshFolder } from "./fresh-folder.ts";
import { isAllTold, type RunSummary, readSummary } from "./night-store.ts";
import { type PreparedTenant, prepareTenant } from "./prepare-tenant.ts";
import { type AgentsDay, reportAgents } from "./report-agents.ts";

/** How the night is to be shown. */
export interface DemoOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** End after the night instead of staying up. */
  readonly isOver: boolean;
  /** The desk reaches the bot over Socket Mode instead of HTTP. */
  readonly overSocket?: boolean;
  readonly signal: AbortSignal;
  /** Called once everything is up and the night is over; tests inspect it then. */
  readonly onReady?: (demo: Demo) => Promise<void>;
}

/** A demo whose night is over. */
export interface Demo {
  readonly town: Town;
  readonly desk: Desk;
  readonly bot: Bot;
  readonly connection: Connection;
  readonly runs: readonly RunSummary[];
  readonly tenants: readonly PreparedTenant[];
  readonly agentsDay: AgentsDay;
}

const LOOK_EVERY_MS = 100;

/** A whole night for two tenants on this machine: the town plays the world, the desk plays Slack, everything between them is the product. */
export function runDemo(options: DemoOptions): Promise<void> {
  return withClosing((closing) => playNight(options, closing));
}

async function playNight(
  { env, output, isOver, overSocket = false, signal, onReady }: DemoOptions,
  closing: AsyncDisposableStack,
): Promise<void> {
  const startedMs = performance.now();
  const say = (line: string) => output.write(`${line}\n`);
  const directory = await freshFolder(env["NIGHTSHIFT_DIR"] ?? ".nightshift");

  const town = await startTown();
  closing.defer(() => town.stop());
  const botToken = `xoxb-desk-${randomBytes(12).toString("hex")}`;
  const signingSecret = randomBytes(16).toString("hex");
  const appToken = overSocket ? `xapp-desk-${randomBytes(12).toString("hex")}` : undefined;
  let bot: Bot | null = null;
  const desk = await startDesk({
    botUrl: () => bot?.url ?? "http://127.0.0.1:9",
    botToken,
    signingSecret,
    ...(appToken !== undefined && { appToken }),
    users: [ON_CALL, REVIEWER, GUEST],
    channels: ["nightshift-alerts", "qa-acme", "qa-globex", "general"].map((name) => ({ name })),
    commands: COMMANDS.map(({ name, description, usage }) => ({
      command: name,
      description,
      usageHint: usage,
    })),
    enforceChannelRate: true,
  });
  closing.defer(() => desk.stop());

  const environment = readEnvironment({
    ...town.settings,
    NIGHTSHIFT_DIR: directory,
    PORT: env["PORT"] ?? "0",
    LOG_LEVEL: env["LOG_LEVEL"] ?? "error",
    LOG_FILE: env["LOG_FILE"],
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: desk.slackApiUrl,
    SLACK_FIRST_ADMIN: ON_CALL.id,
    CRAWLER_DOMAIN_MIN_INTERVAL_S: "0.05",
    CRAWLER_TIMEOUT_S: "3",
    // The night is started by hand: a scheduled one must not start beside it.
    SCHED_ENABLED: "false",
    SCHED_COMPANY_CONCURRENCY: "16",
  });
  const logger = createLogger({
    level: environment.LOG_LEVEL,
    // Into the file instead of between the progress bars.
    ...(environment.LOG_FILE !== undefined && { file: environment.LOG_FILE, write: () => undefined }),
  });
  closing.defer(() => logger.close());
  say("Starting Postgres…");
  const connection = await connect(environment);
  closing.defer(() => connection.close());
  const clock = systemClock;
  const { database } = connection;
  const runner = await startRunner({ connection, environment, logger, clock });
  closing.defer(() => runner.stop());
  const running = await startBot({
    connection,
    environment,
    logger,
    clock,
  });
  bot = running;
  closing.defer(() => running.stop());
  const tenants = [
    await prepareTenant(connection, town, ACME),
    await prepareTenant(connection, town, GLOBEX),
  ];
  for (const { tenantId, companies } of tenants) say(`Imported ${companies} companies for ${tenantId}.`);
  say("Open the desk, which plays Slack (the token in the link is good for this start only):");
  say(desk.url);

  const runIds: { tenantId: string; runId: string }[] = [];
  for (const { tenantId } of tenants) {
    if (tenantId === GLOBEX.tenantId) breakThings(town);
    const { runId } = await startRun({ database, environment, clock }, { tenantId, trigger: "cli" });
    runIds.push({ tenantId, runId });
    say(`The night of ${tenantId}, run ${runId}:`);
    await watchRun(database, { tenantId, runId }, createRunDisplay(tenantId, output), signal);
  }
  say("Two agents outside report their day…");
  const agentsDay = await reportAgents(
    { database, queue: runner.queue },
    { tenantId: ACME.tenantId, url: running.url, now: clock(), signal },
  );
  say("Delivering messages. Slack takes one a second in each channel, so this is quiet for up to a minute…");
  while (!(await isAllTold(database))) await sleep(LOOK_EVERY_MS, undefined, { signal });
  const runs = await Promise.all(runIds.map((run) => readSummary(database, run, clock())));
  say("");
  say(describeNight(runs, agentsDay, (performance.now() - startedMs) / 1000));
  await onReady?.({ town, desk, bot: running, connection, runs, tenants, agentsDay });
  if (isOver) return;

  const pagesUrl = await createLoginLink({ database, clock, publicUrl: () => running.url }, ON_CALL.id);
  say(whereToLook({ url: running.url, deskUrl: desk.url, pagesUrl, tenants, runs }));
  if (!signal.aborted) await once(signal, "abort");
  say("\nGood night.");
}

/** What makes globex's night a bad one, beside its many broken sites. */
function breakThings(town: Town): void {
  town.setFault({ vendor: "lusha", mode: "quota" });
  town.setFault({ vendor: "odoo", mode: "auth", match: "globex" });
}

function whereToLook({
  url,
  deskUrl,
  pagesUrl,
  tenants,
  runs,
}: {
  readonly url: string;
  readonly deskUrl: string;
  readonly pagesUrl: string;
  readonly tenants: readonly PreparedTenant[];
  readonly runs: readonly RunSummary[];
}): string {
  const [tenant] = tenants;
  const [run] = runs;
  return [
    "",
    "Where to look:",
    "",
    "The desk: acknowledge an alert, judge a sample in #qa-acme, type",
    "/run-stats or /qa-export. The menu of people says who you are.",
    deskUrl,
    "",
    "The pages, as the person on call (once, within ten minutes; /nightshift login",
    "on the desk gives another link):",
    pagesUrl,
    "",
    "Health, and a runbook:",
    `${url}/health`,
    `${url}/runbooks/CR-02`,
    "",
    "A run over HTTP:",
    `curl -H 'Authorization: Bearer ${tenant?.apiKey}' ${url}/runs/${run?.runId}/stats`,
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}
