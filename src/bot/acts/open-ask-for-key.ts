import { z } from "zod";
import { isSlackUser } from "../../entities/slack-mention.ts";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import type { CardPlace } from "../answers/redraw-card.ts";
import { askForKeyView } from "../blocks/alerts/ask-for-key-view.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { Opener } from "./open-run-confirm.ts";

/** What the form that asks for a key carries. */
export const AskForKeyRef = z.object({
  tenantId: z.string().min(1),
  alertId: z.uuid(),
  /** Where the alert's thread is; null when the form was not opened from its card. */
  place: z.object({ channel: z.string(), ts: z.string() }).nullable(),
});

/** Asks whom to ask for a new Odoo key. */
export async function openAskForKey(
  { client, triggerId, slackUserId, place }: Opener & { readonly place: CardPlace | null },
  { tenantId, alertId }: AlertRef,
  dependencies: BotDependencies,
): Promise<void> {
  await requireRole({ slackUserId, tenantId }, "odoo_key.ask", dependencies);
  if ((await dependencies.alerts.readCard(tenantId, alertId)) === null)
    throw new NotFoundError("alert", alertId.slice(0, 8));
  // Most likely an admin of the tenant knows its Odoo.
  const people = await dependencies.people.list(tenantId);
  const admin = people.find(({ userId, role }) => role === "admin" && isSlackUser(userId));
  const ref: z.infer<typeof AskForKeyRef> = { tenantId, alertId, place };
  await client.views.open({
    trigger_id: triggerId,
    view: askForKeyView(tenantId, JSON.stringify(ref), admin?.userId ?? null),
  });
}
