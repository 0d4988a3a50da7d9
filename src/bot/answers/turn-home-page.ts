import { drawHome } from "../home/draw-home.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";

/** Draws another page of App Home; the button's value is its number. */
export async function turnHomePage(
  { body, value, client }: ActionCall,
  dependencies: BotDependencies,
): Promise<void> {
  const page = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  await drawHome({ slackUserId: body.user.id, page }, client, dependencies);
}
