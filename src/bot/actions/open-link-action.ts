import type { BlockAction } from "../requests/block-action.ts";

/** A button that only opens a page: Slack opens it and also notifies us, and there is nothing to do. */
export const openLinkAction: BlockAction = {
  actionId: "open-link",
  async press() {},
};
