import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { Logger } from "../../logger.ts";
import { type DeliverDependencies, deliverDue } from "../../messages/deliver-messages.ts";
import { type AlertNotifier, NOTIFIER_NAMES, type NotifierName } from "../../messages/notifier.ts";
import { createNotifierChannel, type PageContent } from "./create-notifier-channel.ts";
import { fallBack } from "./fall-back-store.ts";
import { readPageContent } from "./read-page-content.ts";

type FallBack = NonNullable<DeliverDependencies<PageContent>["fallBack"]>;

/** Finds another way for an alert's message (see fallBack), and says so in the log. */
export function createFallBack(
  available: { readonly channel: string | null; readonly notifiers: readonly NotifierName[] },
  logger: Logger,
): FallBack {
  return async (transaction, message, failed, now) => {
    const done = await fallBack(transaction, message, failed, available, now);
    if (done !== null) logger.warn("alert_told_elsewhere", { tenantId: message.tenantId, status: done });
  };
}

/** Sends what is due to the notifiers, one message each. Returns how many were delivered. */
export function deliverPages(dependencies: {
  readonly database: Database;
  readonly notifiers: readonly AlertNotifier[];
  /** The page of a rule's runbook; null when there is none. */
  readonly runbookUrl: (ruleId: string) => string | null;
  readonly fallBack: FallBack;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<number> {
  return deliverDue<PageContent>({
    ...dependencies,
    channel: createNotifierChannel(dependencies.notifiers),
    targets: NOTIFIER_NAMES,
    readContent: (message) => readPageContent(dependencies, message),
    // Nothing can be looked up, so there is nothing to wait for.
    wait: async () => undefined,
  });
}
