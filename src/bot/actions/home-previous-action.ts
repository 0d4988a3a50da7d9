import { turnHomePage } from "../answers/turn-home-page.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Turns App Home to the page of open alerts before. */
export const homePreviousAction: BlockAction = {
  actionId: "home-previous",
  press: turnHomePage,
};
