import { setTimeout as sleep } from "node:timers/promises";
import { createFallBack } from "../../alerts/paging/create-fall-back.ts";
import { deliverPages } from "../../alerts/paging/deliver-pages.ts";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { ReadDiagnoses } from "../../alerts/runbooks/runbook-checklist.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { Logger } from "../../logger.ts";
import { createLanes } from "../../messages/create-lanes.ts";
import { createSender } from "../../messages/create-sender.ts";
import type { MessageChannel } from "../../messages/message-channel.ts";
import type { AlertNotifier } from "../../messages/notifier.ts";
import { readContent } from "./read-content.ts";
import type { SlackContent } from "./slack-notifier.ts";

/** A message, and whether a thread reply also appears in the channel. */
export type Shown = SlackContent & { readonly broadcast?: boolean };

/** Everything that delivers the messages of the outbox. */
export interface RunningDelivery {
  wake(): void;
  stop(): Promise<void>;
}

/** Starts the senders: Slack's if Slack is set up, and the notifiers'. */
export function startDelivery({
  database,
  slack,
  notifiers,
  runbooks,
  readDiagnoses,
  fallbackChannel,
  publicUrl,
  clock,
  logger,
}: {
  readonly database: Database;
  readonly slack: MessageChannel<Shown> | null;
  readonly notifiers: readonly AlertNotifier[];
  readonly runbooks: readonly Runbook[];
  readonly readDiagnoses: ReadDiagnoses;
  /** Where alerts go when their own channel refuses them. */
  readonly fallbackChannel: string;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}): RunningDelivery {
  const available = {
    channel: slack === null ? null : fallbackChannel,
    notifiers: notifiers.filter(({ isConfigured }) => isConfigured).map(({ name }) => name),
  };
  const shared = { database, clock, logger, fallBack: createFallBack(available, logger) };
  const runbookUrl = (ruleId: string) =>
    runbooks.some(({ id }) => id === ruleId) ? `${publicUrl()}/runbooks/${ruleId}` : null;
  const pages = createSender({
    deliver: () => deliverPages({ ...shared, notifiers, runbookUrl }),
    logger,
  });
  if (slack === null) return pages;
  const lanes = createLanes<Shown>(
    {
      ...shared,
      channel: slack,
      readContent: (message, now) => readContent({ database, runbooks, readDiagnoses }, message, now),
      wait: (ms) => sleep(ms),
    },
    () => cards.wake(),
  );
  const cards = createSender({ deliver: () => lanes.deliver(), logger });
  return {
    wake() {
      pages.wake();
      cards.wake();
    },
    async stop() {
      await Promise.all([pages.stop(), cards.stop()]);
      await lanes.drain();
    },
  };
}
