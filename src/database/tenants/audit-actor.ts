import { isSlackUser } from "../../entities/slack-mention.ts";
/** Who did it, as the audit log writes it: Slack's user ids with their origin, others as they are. */
export function auditActor(actor: string): string {
  return isSlackUser(actor) ? `slack:${actor}` : actor;
}
