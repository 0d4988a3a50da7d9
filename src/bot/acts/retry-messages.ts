import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Tries the messages again that were given up, for an operator of the installation; returns what to say. */
export async function retryMessages(
  slackUserId: string,
  { messages, access }: Pick<BotDependencies, "messages" | "access">,
): Promise<string> {
  const revived = await messages.retry();
  await access.audit({
    tenantId: PLATFORM_TENANT,
    actor: `slack:${slackUserId}`,
    action: "messages.retry",
    subject: "messages",
    detail: { revived },
  });
  const what = revived === 1 ? "1 message is" : `${revived} messages are`;
  return `${what} tried again. App Home shows how that goes.`;
}
