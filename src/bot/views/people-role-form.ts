import { z } from "zod";
import { isSlackUser } from "../../entities/slack-mention.ts";
import { ROLES } from "../../entities/vocabulary.ts";
import { requireRole } from "../access/require-role.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { escapeText, personText } from "../blocks/kit/text.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Ref = z.object({ tenantId: z.string().min(1) });
const Submitted = z.object({
  person: z.object({ person: z.object({ selected_user: z.string().nullish() }) }),
  role: z.object({
    role: z.object({ selected_option: z.object({ value: z.enum([...ROLES, "none"]) }) }),
  }),
});

/** Gives somebody a role for a tenant, or takes it away. */
export const peopleRoleForm: ViewSubmission = {
  callbackId: "people-role",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId } = readMetadata(Ref, view);
    await requireRole({ slackUserId, tenantId }, "people.role", dependencies);
    const submitted = Submitted.parse(view.state.values);
    const userId = submitted.person.person.selected_user ?? null;
    const choice = submitted.role.role.selected_option.value;
    const role = choice === "none" ? null : choice;
    if (userId === null || !isSlackUser(userId)) {
      await ack({ response_action: "errors", errors: { person: "Choose a person." } });
      return;
    }
    if (userId === slackUserId && role !== "admin") {
      const errors = { person: "You cannot take your own admin role away; ask another admin." };
      await ack({ response_action: "errors", errors });
      return;
    }
    await dependencies.people.setRole({ tenantId, userId, role, actor: `slack:${slackUserId}` });
    const what = role === null ? "has no role any more" : `is now *${role}*`;
    const text = `${personText(userId)} ${what} for *${escapeText(tenantId, 150)}*.`;
    await ack({ response_action: "update", view: noticeView("Saved", text) });
  },
};
