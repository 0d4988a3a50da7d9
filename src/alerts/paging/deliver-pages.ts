import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { Logger } from "../../logger.ts";
import { deliverMessages } from "../../messages/deliver-messages.ts";
import { type AlertNotifier, NOTIFIER_NAMES } from "../../messages/notifier.ts";
import type { FindFallBack } from "./create-fall-back.ts";
import { createNotifierChannel, type PageContent } from "./create-notifier-channel.ts";
import { readPageContent } from "./read-page-content.ts";

/** Sends what is due to the notifiers, one message each. Returns how many were delivered. */
export function deliverPages(dependencies: {
  readonly database: Database;
  readonly notifiers: readonly AlertNotifier[];
  /** The URL of a rule's runbook page; null when there is none. */
  readonly runbookUrl: (ruleId: string) => string | null;
  readonly fallBack: FindFallBack;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<number> {
  return deliverMessages<PageContent>({
    ...dependencies,
    channel: createNotifierChannel(dependencies.notifiers),
    targets: NOTIFIER_NAMES,
    readContent: (message) => readPageContent(dependencies, message, dependencies.clock()),
    // Nothing can be looked up, so there is nothing to wait for.
    wait: async () => undefined,
  });
}
