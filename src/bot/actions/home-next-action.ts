import { turnHomePage } from "../answers/turn-home-page.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Turns App Home to the next page of open alerts. */
export const homeNextAction: BlockAction = {
  actionId: "home-next",
  press: turnHomePage,
};
