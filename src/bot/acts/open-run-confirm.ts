import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { requireRole } from "../access/require-role.ts";
import { type RunConfirmRef, wishOf } from "../answers/run-confirm-ref.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { escapeProse } from "../blocks/kit/text.ts";
import { runConfirmView } from "../blocks/runs/run-views.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import { decline } from "../requests/decline.ts";
import { isRunRefusal } from "../requests/is-run-refusal.ts";

/** Who pressed, and what lets a form open. */
export interface Opener {
  readonly client: WebClient;
  readonly triggerId: string;
  readonly slackUserId: string;
}

/**
 * Asks to confirm a run whose wishes are already known, with its cost. The form opens at once, since Slack lets it open for
 * three seconds only, and shows the cost when it is counted.
 */
export async function openRunConfirm(
  { client, triggerId, slackUserId }: Opener,
  ref: RunConfirmRef,
  dependencies: BotDependencies,
): Promise<void> {
  const { tenantId, alertId, rerunOf } = ref;
  const action = rerunOf === null ? "run.start" : "run.rerun";
  await requireRole({ slackUserId, tenantId }, action, dependencies);
  const opened = await client.views.open({
    trigger_id: triggerId,
    view: noticeView("Start it?", "Counting what it would cost…"),
  });
  const viewId = opened.view?.id;
  // Slack names every view that it has opened.
  if (viewId === undefined) return;
  const show = (view: ModalView) => client.views.update({ view_id: viewId, view });
  try {
    const estimate = await dependencies.runs.estimate(wishOf(ref, slackUserId));
    const card = alertId === null ? null : await dependencies.alerts.readCard(tenantId, alertId);
    const warning =
      card?.alert.state === "resolved"
        ? `The alert is ${describeAlertState(card.alert)} Start it only if you still need it.`
        : null;
    await show(runConfirmView(tenantId, estimate, JSON.stringify(ref), warning));
  } catch (error) {
    if (isRunRefusal(error)) {
      const why = { code: error.code, action, tenantId };
      await show(noticeView("Not started", decline(escapeProse(error.message, 1500), why, dependencies)));
      return;
    }
    // The form must not stay at "counting".
    await show(noticeView("Not started", "I could not count what it would cost. Try again."));
    throw error;
  }
}
