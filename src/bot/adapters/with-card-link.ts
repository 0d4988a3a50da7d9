import type { OpenAlert } from "../../alerts/lifecycle/alert-list-store.ts";
import type { HomeAlert } from "../ports/home-alert.ts";
import { messageLink } from "../posting/message-link.ts";

/** An alert with the link to its card; without one until the card is posted. */
export function withCardLink({ messageChannel, messageTs, ...alert }: OpenAlert): HomeAlert {
  const isPosted = messageChannel !== null && messageTs !== null;
  return { ...alert, link: isPosted ? messageLink({ channel: messageChannel, ts: messageTs }) : null };
}
