import type { Logger } from "../../logger.ts";
import type { DeliverDependencies } from "../../messages/deliver-messages.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { PageContent } from "./create-notifier-channel.ts";
import { fallBack } from "./fall-back-store.ts";

/** Finds another way for a message that does not get through. */
export type FindFallBack = NonNullable<DeliverDependencies<PageContent>["fallBack"]>;

/** Finds another way for an alert's message (see fallBack), and logs it. */
export function createFallBack(
  available: { readonly channel: string | null; readonly notifiers: readonly NotifierName[] },
  logger: Logger,
): FindFallBack {
  return async (transaction, message, failed, now) => {
    const done = await fallBack(transaction, message, { failed, available }, now);
    if (done !== null) logger.warn("alert_fell_back", { tenantId: message.tenantId, status: done });
  };
}
