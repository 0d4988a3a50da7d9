import { UsageError } from "../../errors.ts";
import type { Message } from "../blocks/kit/message.ts";
import { context, section } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** `/nightshift login`: a link to the pages, for the one who asked and nobody else. */
export async function answerLogin(
  slackUserId: string,
  dependencies: Pick<BotDependencies, "access" | "logins">,
): Promise<Message> {
  const own = await dependencies.access.listTenantsFor(slackUserId);
  if (own.length === 0) {
    throw new UsageError("You have no role for any tenant yet. Ask an admin for one (`/nightshift roles`).");
  }
  const link = await dependencies.logins.createLink(slackUserId);
  return {
    text: "Your link to the pages",
    blocks: [
      section(`<${link}|Open the pages>`),
      context("The link signs in once, as you, within ten minutes. Do not pass it on."),
    ],
  };
}
