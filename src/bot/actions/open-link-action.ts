import type { BlockAction } from "../requests/block-action.ts";

/** A button that only leads to a page: Slack opens it, and tells us, who have nothing to add. */
export const openLinkAction: BlockAction = {
  actionId: "open-link",
  async press() {},
};
