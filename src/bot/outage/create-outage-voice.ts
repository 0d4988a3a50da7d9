import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { readFailure } from "../../messages/message-channel.ts";
import type { AlertNotifier, NotifierEvent, NotifierName } from "../../messages/notifier.ts";
import type { SlackNotifier } from "../posting/slack-notifier.ts";
import type { OutageVoice } from "./watch-database.ts";

/** Who else is notified of an outage, by the table of the installation's rules. */
const ALSO: readonly NotifierName[] = PLATFORM_RULE_TABLE["PL-21"].alsoNotify;

/**
 * Reports an outage in a Slack channel and through the notifiers that PL-21 names; if Slack certainly did not take it,
 * through the first other notifier that does.
 */
export function createOutageVoice({
  slack,
  channel,
  notifiers,
  logger,
}: {
  readonly slack: SlackNotifier | null;
  readonly channel: string;
  readonly notifiers: readonly AlertNotifier[];
  readonly logger: Logger;
}): OutageVoice {
  /** Only an id can be searched, so the one Slack answered is kept while the process runs. */
  let channelId = channel;
  const standIns = notifiers.filter(({ isConfigured, name }) => isConfigured && name !== "jira");
  /** What was said through which notifier: a post that must be repeated must not wake people twice. */
  const heard = new Set<string>();

  /** Null when the notifier has taken it, now or earlier; else the error. */
  async function notify(notifier: AlertNotifier, id: string, text: string): Promise<unknown> {
    const key = `${notifier.name} ${id}`;
    if (heard.has(key)) return null;
    try {
      await notifier.send(eventOf(id, text));
      heard.add(key);
      return null;
    } catch (error) {
      logger.warn("notifier_failed", { ...errorFields(error), status: notifier.name });
      return error;
    }
  }

  return {
    async say(id, text) {
      const besides = standIns.filter(({ name }) => ALSO.includes(name));
      const answers = await Promise.all(besides.map((notifier) => notify(notifier, id, text)));
      let failed: unknown =
        answers.find((problem) => problem !== null) ??
        new Error("Nobody can be told: neither Slack nor a notifier is set up.");
      if (slack !== null) {
        try {
          const content = { kind: "alert_note", note: text } as const;
          const posted = await slack.deliver({
            outboxId: id,
            channel,
            threadTs: null,
            messageTs: null,
            content,
          });
          channelId = posted.channel;
          return;
        } catch (error) {
          // It may be there: the next check searches before anything is said again.
          if (readFailure(error, "unknown_outcome").failure === "unknown_outcome") throw error;
          failed = error;
        }
      }
      for (const notifier of standIns.filter((one) => !besides.includes(one))) {
        const problem = await notify(notifier, id, text);
        if (problem === null) return;
        failed = problem;
      }
      if (answers.includes(null)) return;
      throw failed;
    },
    async wasSaid(id, since) {
      if (slack === null) return null;
      try {
        const wanted = { outboxId: id, channel: channelId, threadTs: null };
        return (await slack.findPosted(wanted, since)) !== null;
      } catch (error) {
        logger.warn("outage_message_not_looked_up", errorFields(error));
        return null;
      }
    },
  };
}

function eventOf(id: string, text: string): NotifierEvent {
  const [outageId = id, which] = id.split(":");
  const isOver = which === "up";
  return {
    action: isOver ? "resolve" : "trigger",
    // The same from every process that sees the outage, so that a pager makes one incident of it.
    fingerprint: `${PLATFORM_TENANT}:${PLATFORM_RULE_TABLE["PL-21"].id}:database`,
    tenantId: PLATFORM_TENANT,
    alertId: outageId,
    ruleId: PLATFORM_RULE_TABLE["PL-21"].id,
    subject: "database",
    severity: "critical",
    state: isOver ? "resolved" : "firing",
    summary: text.replace(/^:\w+: /, ""),
    facts: {},
    firedAt: new Date(),
    drill: false,
    runbookUrl: null,
    reference: null,
  };
}
