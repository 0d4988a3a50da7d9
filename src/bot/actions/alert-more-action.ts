import { UsageError } from "../../errors.ts";
import { askToStop } from "../acts/ask-to-stop.ts";
import { openDetails } from "../acts/open-details.ts";
import { openResolveForm } from "../acts/open-resolve-form.ts";
import { openRunConfirm } from "../acts/open-run-confirm.ts";
import { showMenuAnew } from "../acts/show-menu-anew.ts";
import { openFeedbackForm } from "../answers/open-feedback-form.ts";
import { openRerunForm } from "../answers/open-run-form.ts";
import { openAlertRunbook } from "../answers/open-runbook-modal.ts";
import { openSilenceForm } from "../answers/open-silence-form.ts";
import { placeOf } from "../answers/redraw-card.ts";
import { MENU_VERBS, type MenuVerb } from "../blocks/alerts/alert-menu.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall, BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";
import { openPeopleForm } from "./alert-people-action.ts";

/** The menu of an alert's card: `VERB:ALERT:TENANT`. */
export const alertMoreAction: BlockAction = {
  actionId: "alert-more",
  async press(call, dependencies) {
    const [word = "", alertId = "", ...rest] = call.value.split(":");
    const verb = MENU_VERBS.find((known) => known === word);
    if (verb === undefined) {
      throw new UsageError("This menu is from an older version of nightshift; use a newer card.");
    }
    const ref = readAlertRef(JSON.stringify({ alertId, tenantId: rest.join(":") }));
    await choose(verb, call, ref, dependencies);
    await showMenuAnew(call, ref, dependencies);
  },
};

function choose(
  verb: MenuVerb,
  { body, client, respond }: ActionCall,
  ref: ReturnType<typeof readAlertRef>,
  dependencies: BotDependencies,
): Promise<void> {
  const who = { client, triggerId: body.trigger_id, slackUserId: body.user.id };
  const placed = { ...ref, place: placeOf(body) };
  switch (verb) {
    case "people":
      return openPeopleForm({ body, client }, ref, dependencies);
    case "silence":
      return openSilenceForm(who, placed, dependencies);
    case "resolve":
      return openResolveForm(who, placed, dependencies);
    case "rerun":
      return openRerunForm(who, ref, dependencies);
    case "run-now":
      return openRunConfirm(
        who,
        { ...ref, rerunOf: null, stage: null, companyConcurrency: null, skipVendors: [], cap: null },
        dependencies,
      );
    case "stop":
      return askToStop({ ...who, respond }, ref, dependencies);
    case "details":
      return openDetails(who, ref, dependencies);
    case "not-useful":
      return openFeedbackForm(who, ref, dependencies);
    case "runbook":
      return openAlertRunbook(who, ref, dependencies);
  }
}
