import { UsageError } from "../../errors.ts";
import { openFeedbackForm } from "../answers/open-feedback-form.ts";
import { openRerunForm } from "../answers/open-run-form.ts";
import { openAlertRunbook } from "../answers/open-runbook-modal.ts";
import { openSilenceForm } from "../answers/open-silence-form.ts";
import { placeOf } from "../answers/redraw-card.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";
import { openPeopleForm } from "./alert-people-action.ts";

/** The menu behind the three dots of an alert's card: `VERB:ALERT:TENANT`. */
export const alertMoreAction: BlockAction = {
  actionId: "alert-more",
  async press({ body, value, client }, dependencies) {
    const [verb = "", id = "", ...rest] = value.split(":");
    const who = { client, triggerId: body.trigger_id, slackUserId: body.user.id };
    const ref = () => readAlertRef(JSON.stringify({ alertId: id, tenantId: rest.join(":") }));
    switch (verb) {
      case "silence":
        return openSilenceForm(who, { ...ref(), place: placeOf(body) }, dependencies);
      case "rerun":
        return openRerunForm(who, ref(), dependencies);
      case "not-useful":
        return openFeedbackForm(who, ref(), dependencies);
      case "runbook":
        return openAlertRunbook(who, ref(), dependencies);
      case "people":
        return openPeopleForm({ body, client }, ref(), dependencies);
      case "link":
        return;
      default:
        throw new UsageError("This menu is from an older version of nightshift; use a newer card.");
    }
  },
};
