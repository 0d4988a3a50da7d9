import { isSlackUser } from "../../entities/slack-mention.ts";
/** An actor as written in the audit log: Slack user ids with their origin, others as they are. */
export function auditActor(actor: string): string {
  return isSlackUser(actor) ? `slack:${actor}` : actor;
}
