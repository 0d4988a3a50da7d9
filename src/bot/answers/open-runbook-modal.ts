import type { WebClient } from "@slack/web-api";
import { fillIn } from "../../alerts/runbooks/runbook-of.ts";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { headOf } from "../blocks/kit/text.ts";
import { runbookView } from "../blocks/runbooks/runbook-view.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Shows a runbook without leaving Slack. */
export async function openRunbookModal(
  { client, triggerId }: { readonly client: WebClient; readonly triggerId: string },
  id: string,
  dependencies: Pick<BotDependencies, "runbooks" | "publicUrl">,
): Promise<void> {
  const runbook = await dependencies.runbooks.read(id);
  if (runbook === null) {
    const known = await dependencies.runbooks.list();
    throw new NotFoundError(
      "runbook",
      headOf(id, 40),
      known.map((one) => one.id),
    );
  }
  await client.views.open({ trigger_id: triggerId, view: runbookView(runbook, dependencies.publicUrl) });
}

/** The same for an alert: its queries and commands name the alert's tenant and run. */
export async function openAlertRunbook(
  {
    client,
    triggerId,
    slackUserId,
  }: { readonly client: WebClient; readonly triggerId: string; readonly slackUserId: string },
  { tenantId, alertId }: AlertRef,
  dependencies: Pick<BotDependencies, "access" | "alerts" | "runbooks" | "publicUrl">,
): Promise<void> {
  await requireRole({ slackUserId, tenantId }, "alert.read", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId.slice(0, 8));
  const id = card.runbook?.id ?? card.alert.ruleId;
  const runbook = await dependencies.runbooks.read(id);
  if (runbook === null) {
    const known = await dependencies.runbooks.list();
    throw new NotFoundError(
      "runbook",
      headOf(id, 40),
      known.map((one) => one.id),
    );
  }
  const markdown = fillIn(runbook.markdown, card.alert);
  await client.views.open({
    trigger_id: triggerId,
    view: runbookView(
      { ...runbook, markdown },
      dependencies.publicUrl,
      card.errorClasses[0]?.errorCode ?? null,
    ),
  });
}
