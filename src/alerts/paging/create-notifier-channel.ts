import type { Showable } from "../../messages/deliver-messages.ts";
import type { MessageChannel } from "../../messages/message-channel.ts";
import type { AlertNotifier, NotifierEvent, NotifierName } from "../../messages/notifier.ts";

/** The content of a notifier's message. */
export interface PageContent extends Showable {
  readonly target: NotifierName;
  readonly event: NotifierEvent;
}

/**
 * The notifiers as a message channel. Nothing can be looked up in them, so what may have got through is sent again:
 * PagerDuty and Jira recognise it by its key, the others may repeat it.
 */
export function createNotifierChannel(notifiers: readonly AlertNotifier[]): MessageChannel<PageContent> {
  return {
    async deliver({ content }) {
      const notifier = notifiers.find(({ name, isConfigured }) => isConfigured && name === content.target);
      if (notifier === undefined) throw new Error(`${content.target} is not configured`);
      const { reference } = await notifier.send(content.event);
      return { channel: content.target, ts: reference };
    },
    findPosted: async () => null,
  };
}
