import { z } from "zod";
import { isSlackUser } from "../../entities/slack-mention.ts";
import { errorCode } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { AskForKeyRef } from "../acts/open-ask-for-key.ts";
import { postInThread } from "../acts/post-in-thread.ts";
import { askForKeyText } from "../blocks/alerts/ask-for-key-view.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { personText } from "../blocks/kit/text.ts";
import { decline } from "../requests/decline.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Submitted = z.object({
  person: z.object({ person: z.object({ selected_user: z.string().refine(isSlackUser) }) }),
});

/** Asks a person for a new Odoo key, in the alert's thread, or by direct message where there is none. */
export const askForKeyForm: ViewSubmission = {
  callbackId: "ask-for-key",
  async submit({ view, slackUserId, client, ack }, dependencies) {
    const { tenantId, alertId, place } = readMetadata(AskForKeyRef, view);
    await requireRole({ slackUserId, tenantId }, "odoo_key.ask", dependencies);
    const person = Submitted.parse(view.state.values).person.person.selected_user;
    const text = askForKeyText(tenantId, personText(person), personText(slackUserId));
    const isPosted = await postInThread(client, place, text, dependencies);
    try {
      if (!isPosted) await client.chat.postMessage({ channel: person, text });
    } catch (error) {
      const code = errorCode(error);
      const refused = `Slack did not let me write to ${personText(person)} (\`${code}\`). Ask them yourself.`;
      const said = decline(refused, { code, action: "odoo_key.ask", tenantId, alertId }, dependencies);
      await ack({ response_action: "update", view: noticeView("Not asked", said) });
      return;
    }
    await dependencies.access.audit({
      tenantId,
      actor: `slack:${slackUserId}`,
      action: "odoo_key.ask",
      subject: alertId,
      detail: { person },
    });
    await ack({
      response_action: "update",
      view: noticeView(
        "Asked",
        `${personText(person)} is asked ${isPosted ? "in the alert's thread" : "by direct message"}.`,
      ),
    });
  },
};
