import type { WebClient } from "@slack/web-api";
import { NotFoundError } from "../errors.ts";
import { runbookView } from "./blocks/runbook-view.ts";
import type { BotDependencies } from "./dependencies.ts";

/** Shows a runbook without leaving Slack. */
export async function openRunbookModal(
  { client, triggerId }: { readonly client: WebClient; readonly triggerId: string },
  id: string,
  dependencies: Pick<BotDependencies, "readRunbook" | "listRunbooks" | "publicUrl">,
): Promise<void> {
  const runbook = await dependencies.readRunbook(id);
  if (runbook === null)
    throw new NotFoundError("runbook", id.slice(0, 40), await dependencies.listRunbooks());
  await client.views.open({ trigger_id: triggerId, view: runbookView(runbook, dependencies.publicUrl) });
}
