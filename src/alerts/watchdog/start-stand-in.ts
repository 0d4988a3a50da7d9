import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { Logger } from "../../logger.ts";
import { createSender, type Sender } from "../../messages/create-sender.ts";
import type { AlertNotifier } from "../../messages/notifier.ts";
import { isBotAlive } from "../../observability/heartbeat/heartbeat-store.ts";
import { createFallBack } from "../paging/create-fall-back.ts";
import { deliverPages } from "../paging/deliver-pages.ts";
import { countUnseen, wantStandInPages } from "./stand-in-store.ts";

/** How long there has been no bot, and an alert has gone unseen, before runners step in. */
export const ABSENT_MS = 3 * 60_000;
/** The most alerts per notifier and hour: the first ones stand for a storm. */
const MOST_AN_HOUR = 20;
const INTERVAL_MS = 5_000;

/** What reporting alerts in place of a bot needs. */
export interface StandInDependencies {
  readonly database: Database;
  readonly notifiers: readonly AlertNotifier[];
  /** Where runbooks are served; null: nowhere. */
  readonly publicUrl: string | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Steps in while no bot delivers messages to Slack, until it is stopped. */
export function startStandIn(dependencies: StandInDependencies): Sender {
  const deliver = createStandIn(dependencies);
  return createSender({ deliver, logger: dependencies.logger, intervalMs: INTERVAL_MS });
}

/**
 * One pass that does a bot's work when there is none: it sends the notifiers' messages, and reports each critical or high
 * alert that nobody has seen in Slack once by the webhook and the pager that are set up (by SMS or e-mail when neither is).
 * The alert's card waits for the bot. Returns how many messages were delivered.
 */
export function createStandIn({
  database,
  notifiers,
  publicUrl,
  clock,
  logger,
}: StandInDependencies): () => Promise<number> {
  const startedAt = clock();
  const configured = notifiers.filter(({ isConfigured }) => isConfigured).map(({ name }) => name);
  const first = (["webhook", "pagerduty"] as const).filter((name) => configured.includes(name));
  const second = (["sms", "email"] as const).filter((name) => configured.includes(name)).slice(0, 1);
  const targets = first.length > 0 ? first : second;
  const fallBack = createFallBack({ channel: null, notifiers: configured }, logger);
  let isSaid = false;

  /** Asks for pages and logs it; the missing bot is logged once until a bot is back. */
  async function stepIn(now: Date): Promise<void> {
    const askedBefore = new Date(now.getTime() - ABSENT_MS);
    const { unseen, asked } = await database.withService(async (transaction) => ({
      unseen: await countUnseen(transaction, askedBefore),
      asked: await wantStandInPages(transaction, { targets, askedBefore, mostAnHour: MOST_AN_HOUR }, now),
    }));
    for (const [status, alerts] of asked) {
      logger.warn("alerts_told_without_bot", { status, errorMsg: `alerts: ${alerts}` });
    }
    if (unseen === 0 || isSaid) return;
    isSaid = true;
    const otherwise =
      targets.length > 0
        ? ""
        : "; there is no other way to notify anybody: set SLACK_WEBHOOK_URL or PAGERDUTY_ROUTING_KEY";
    logger.error("no_bot_alive", {
      errorMsg: `No bot brings messages to Slack, alerts that wait: ${unseen}; start \`node_modules/.bin/nightshift bot\`${otherwise}`,
    });
  }

  return async () => {
    const now = clock();
    const since = new Date(now.getTime() - ABSENT_MS);
    // A bot that starts together with this process needs time first.
    if (startedAt > since) return 0;
    if (await database.withService((transaction) => isBotAlive(transaction, since))) {
      isSaid = false;
      return 0;
    }
    await stepIn(now);
    return deliverPages({ database, notifiers, runbookUrl, fallBack, clock, logger });
  };

  function runbookUrl(ruleId: string): string | null {
    return publicUrl === null ? null : `${publicUrl.replace(/\/$/, "")}/runbooks/${ruleId}`;
  }
}
