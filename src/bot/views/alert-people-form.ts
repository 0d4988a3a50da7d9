import { z } from "zod";
import { isSlackUser } from "../../entities/slack-mention.ts";
import { requireRole } from "../access/require-role.ts";
import { PEOPLE_ACTS } from "../blocks/alerts/alert-people-view.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { decline } from "../requests/decline.ts";
import { readAlertRef } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Submitted = z.object({
  act: z.object({ act: z.object({ selected_option: z.object({ value: z.enum(PEOPLE_ACTS) }) }) }),
  person: z.object({ person: z.object({ selected_user: z.string().nullish() }) }),
});

/** Calls somebody to an alert, hands it over or gives it back; its thread says so. */
export const alertPeopleForm: ViewSubmission = {
  callbackId: "alert-people",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId, alertId } = readAlertRef(view.private_metadata);
    const action = "alert.people";
    await requireRole({ slackUserId, tenantId }, action, dependencies);
    const { act, person } = Submitted.parse(view.state.values);
    const what = act.act.selected_option.value;
    const whom = person.person.selected_user ?? null;
    const own = { tenantId, alertId, actor: slackUserId, now: dependencies.clock() };
    if (what !== "release" && (whom === null || !isSlackUser(whom))) {
      await ack({ response_action: "errors", errors: { person: "Choose a person." } });
      return;
    }
    const { alerts } = dependencies;
    const { outcome, alert } =
      what === "release" || whom === null
        ? await alerts.release(own)
        : what === "call"
          ? await alerts.call({ ...own, mention: [whom] })
          : await alerts.handOver({ ...own, to: whom });
    if (outcome === "changed") return ack();
    const text = `It is ${describeAlertState(alert)} Nothing was changed.`;
    const said = decline(text, { code: "unchanged", action, tenantId, alertId }, dependencies);
    await ack({ response_action: "update", view: noticeView("Nothing changed", said) });
  },
};
