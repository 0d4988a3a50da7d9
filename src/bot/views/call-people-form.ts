import { z } from "zod";
import { isMentionable, isSlackUser, MOST_CALLED, mentionOrName } from "../../entities/slack-mention.ts";
import { requireRole } from "../access/require-role.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { escapeText } from "../blocks/kit/text.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Ref = z.object({ tenantId: z.string().min(1) });
const Submitted = z.object({
  people: z.object({ people: z.object({ selected_users: z.array(z.string()).nullish() }) }),
  groups: z.object({ groups: z.object({ value: z.string().nullish() }) }),
});

/** Says whom a tenant's critical and high alerts call. */
export const callPeopleForm: ViewSubmission = {
  callbackId: "call-people",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId } = readMetadata(Ref, view);
    await requireRole({ slackUserId, tenantId }, "people.call", dependencies);
    const { people, groups } = Submitted.parse(view.state.values);
    const users = people.people.selected_users ?? [];
    const named = (groups.groups.value ?? "").split(/[\s,]+/).filter((word) => word !== "");
    const wrong = named.find((word) => !isMentionable(word) || isSlackUser(word));
    if (wrong !== undefined) {
      const problem = `"${wrong.slice(0, 40)}" is not a user group's id, which begins with S.`;
      await ack({ response_action: "errors", errors: { groups: problem } });
      return;
    }
    const called = [...new Set([...users, ...named])];
    if (called.length > MOST_CALLED) {
      const problem = `At most ${MOST_CALLED} people and groups are called at once.`;
      await ack({ response_action: "errors", errors: { people: problem } });
      return;
    }
    await dependencies.people.setCalled({ tenantId, called, actor: `slack:${slackUserId}` });
    const who =
      called.length === 0
        ? "Nobody is called any more"
        : `Critical and high alerts call ${called.map(mentionOrName).join(" ")}`;
    const text = `${who} for *${escapeText(tenantId, 150)}*.`;
    await ack({ response_action: "update", view: noticeView("Saved", text) });
  },
};
