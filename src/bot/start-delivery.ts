import { setTimeout as sleep } from "node:timers/promises";
import { createNotifierChannel, type PageContent } from "../alerts/create-notifier-channel.ts";
import { createSender, type Sender } from "../alerts/create-sender.ts";
import { deliverDue } from "../alerts/deliver-notifications.ts";
import { fallBack } from "../alerts/fall-back-store.ts";
import type { MessageChannel } from "../alerts/message-channel.ts";
import { type AlertNotifier, NOTIFIER_NAMES } from "../alerts/notifier.ts";
import { readPageContent } from "../alerts/read-page-content.ts";
import type { Runbook } from "../alerts/runbook.ts";
import type { ReadDiagnoses } from "../alerts/runbook-checklist.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Logger } from "../logger.ts";
import { readContent } from "./read-content.ts";
import type { SlackContent } from "./slack-notifier.ts";

/** A message, and whether the channel should see what is said in its thread. */
export type Shown = SlackContent & { readonly broadcast?: boolean };

/** Everything that brings messages of the outbox to people. */
export interface Delivery {
  wake(): void;
  stop(): Promise<void>;
}

/** Starts the lanes: Slack's when there is a channel to it, and those of the notifiers. */
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
  /** Where alerts go whose own channel takes none. */
  readonly fallbackChannel: string;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}): Delivery {
  const available = {
    channel: slack === null ? null : fallbackChannel,
    notifiers: notifiers.filter(({ isConfigured }) => isConfigured).map(({ name }) => name),
  };
  const shared = {
    database,
    clock,
    logger,
    fallBack: async (...[transaction, message, failed, now]: FallBackArguments) => {
      const done = await fallBack(transaction, message, failed, available, now);
      if (done !== null) logger.warn("alert_told_elsewhere", { tenantId: message.tenantId, status: done });
    },
  };
  const pages = createNotifierChannel(notifiers);
  const runbookUrl = (ruleId: string) =>
    runbooks.some(({ id }) => id === ruleId) ? `${publicUrl()}/runbooks/${ruleId}` : null;
  const senders: Sender[] = [
    createSender({
      deliver: () =>
        deliverDue<PageContent>({
          ...shared,
          channel: pages,
          targets: NOTIFIER_NAMES,
          readContent: (message) => readPageContent({ database, notifiers, runbookUrl }, message),
          // Nothing can be looked up, so there is nothing to wait for.
          wait: async () => undefined,
        }),
      logger,
    }),
  ];
  if (slack !== null) {
    senders.push(
      createSender({
        deliver: () =>
          deliverDue<Shown>({
            ...shared,
            channel: slack,
            readContent: (message) => readContent({ database, runbooks, readDiagnoses }, message),
            wait: (ms) => sleep(ms),
          }),
        logger,
      }),
    );
  }
  return {
    wake() {
      for (const sender of senders) sender.wake();
    },
    async stop() {
      await Promise.all(senders.map((sender) => sender.stop()));
    },
  };
}

type FallBackArguments = Parameters<NonNullable<Parameters<typeof deliverDue<Shown>>[0]["fallBack"]>>;
