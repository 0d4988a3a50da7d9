import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { STAGES } from "../../entities/stage-table.ts";
import { NotFoundError, UsageError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { runRequestView } from "../blocks/runs/run-views.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What the form for a run carries. */
export const RunFormRef = z.object({
  tenantId: z.string().min(1),
  rerunOf: z.uuid().nullable(),
  /** The alert it was opened from. */
  alertId: z.uuid().nullable(),
});
export type RunFormRef = z.infer<typeof RunFormRef>;

interface Opener {
  readonly client: WebClient;
  readonly triggerId: string;
  readonly slackUserId: string;
}

/** Opens the form for a new run (`rerunOf` null), or for repeating a stage of one that has ended. */
export async function openRunForm(
  { client, triggerId, slackUserId }: Opener,
  ref: RunFormRef,
  subject: string | null,
  dependencies: BotDependencies,
): Promise<void> {
  const action = ref.rerunOf === null ? "run.start" : "run.rerun";
  await requireRole({ slackUserId, tenantId: ref.tenantId }, action, dependencies);
  const view = runRequestView({
    tenantId: ref.tenantId,
    rerunOf: ref.rerunOf,
    stage: STAGES.find((stage) => stage === subject) ?? null,
    metadata: JSON.stringify(ref),
  });
  await client.views.open({ trigger_id: triggerId, view });
}

/** Opens the form that repeats a stage of an alert's run, with the alert's stage chosen. */
export async function openRerunForm(
  opener: Opener,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
  dependencies: BotDependencies,
): Promise<void> {
  const { slackUserId } = opener;
  await requireRole({ slackUserId, tenantId }, "run.rerun", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId);
  const { runId, subject } = card.alert;
  if (runId === null) {
    throw new UsageError("This alert is not about a run. `/run-start` starts a new one.");
  }
  await openRunForm(opener, { tenantId, rerunOf: runId, alertId }, subject, dependencies);
}
