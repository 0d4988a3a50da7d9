import type { RespondFn } from "@slack/bolt";
import { GENTLE_CONCURRENCY } from "../../alerts/acts/first-act.ts";
import type { AlertCard } from "../../alerts/cards/alert-card.ts";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { NotFoundError, UsageError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { openAlertRunbook } from "../answers/open-runbook-modal.ts";
import type { CardPlace } from "../answers/redraw-card.ts";
import { stopRun } from "../answers/stop-run.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import { decline } from "../requests/decline.ts";
import type { ActRef } from "./act-ref.ts";
import { openAskForKey } from "./open-ask-for-key.ts";
import { openDetails } from "./open-details.ts";
import { type Opener, openRunConfirm } from "./open-run-confirm.ts";
import { refreshView } from "./refresh-view.ts";
import { retryMessages } from "./retry-messages.ts";

/** Takes the next step that a card's first button shows. A step for an alert that has ended meanwhile is refused, or says so first. */
export async function takeAct(
  opener: Opener & { readonly respond: RespondFn; readonly place: CardPlace | null },
  { tenantId, alertId, act }: ActRef,
  dependencies: BotDependencies,
): Promise<void> {
  const { slackUserId, respond } = opener;
  const readCard = () => readAct(tenantId, alertId, dependencies);
  switch (act.kind) {
    case "run_now":
      return openRunConfirm(opener, { tenantId, alertId, ...newNight() }, dependencies);
    case "rerun": {
      await requireRole({ slackUserId, tenantId }, "run.rerun", dependencies);
      const { runId } = (await readCard()).alert;
      if (runId === null)
        throw new UsageError("This alert is not about a run. `/run-start` starts a new one.");
      const companyConcurrency = act.gently ? GENTLE_CONCURRENCY : null;
      const wish = { rerunOf: runId, stage: act.stage, companyConcurrency, skipVendors: [], cap: null };
      return openRunConfirm(opener, { tenantId, alertId, ...wish }, dependencies);
    }
    case "stop_run": {
      await requireRole({ slackUserId, tenantId }, "run.cancel", dependencies);
      const { runId } = (await readCard()).alert;
      if (runId === null) throw new UsageError("This alert is not about a run.");
      return stopRun({ slackUserId, tenantId, runId }, respond, dependencies);
    }
    case "refresh_view": {
      await requireRole({ slackUserId, tenantId }, "view.refresh", dependencies);
      if (await isOver(await readCard(), opener, dependencies)) return;
      return refreshView(opener, { tenantId, alertId }, dependencies);
    }
    case "ask_for_key":
      return openAskForKey(opener, { tenantId, alertId }, dependencies);
    case "retry_messages": {
      await requireRole({ slackUserId, tenantId: PLATFORM_TENANT }, "messages.retry", dependencies);
      if (await isOver(await readCard(), opener, dependencies)) return;
      const text = await retryMessages(slackUserId, dependencies);
      await respond({ response_type: "ephemeral", replace_original: false, text });
      return;
    }
    case "details":
    case "top_up":
      return openDetails(opener, { tenantId, alertId }, dependencies);
    case "runbook":
      return openAlertRunbook(opener, { tenantId, alertId }, dependencies);
  }
}

async function readAct(
  tenantId: string,
  alertId: string,
  { alerts }: Pick<BotDependencies, "alerts">,
): Promise<AlertCard> {
  const card = await alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId.slice(0, 8));
  return card;
}

/** What asks no further question is not done for an alert that is over: says so. */
async function isOver(
  { alert, incident }: AlertCard,
  { respond }: { readonly respond: RespondFn },
  dependencies: Pick<BotDependencies, "logger">,
): Promise<boolean> {
  if (incident.state !== "resolved") return false;
  const { tenantId, alertId } = alert;
  const text = decline(
    `The alert is already ${describeAlertState(alert)} Nothing was done.`,
    { code: "unchanged", action: "alert.act", tenantId, alertId },
    dependencies,
  );
  await respond({ response_type: "ephemeral", replace_original: false, text });
  return true;
}

function newNight() {
  return { rerunOf: null, stage: null, companyConcurrency: null, skipVendors: [], cap: null };
}
