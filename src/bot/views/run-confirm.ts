import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import { noticeView } from "../blocks/form-parts.ts";
import { escapeText } from "../blocks/text.ts";
import { decline } from "../decline.ts";
import { readMetadata } from "../references.ts";
import { requireRole } from "../require-role.ts";
import { RunConfirmRef, wishOf } from "../run-wish.ts";
import type { ViewSubmission } from "../view-submission.ts";

/** Starts the run whose cost was shown. */
export const runConfirm: ViewSubmission = {
  callbackId: "run-confirm",
  async submit({ view, slackUserId, ack }, dependencies) {
    const ref = readMetadata(RunConfirmRef, view);
    const { tenantId, rerunOf } = ref;
    const action = rerunOf === null ? "run.start" : "run.rerun";
    try {
      await requireRole({ slackUserId, tenantId }, "operator", action, dependencies);
      const { runId } = await dependencies.runs.start(wishOf(ref, slackUserId));
      await ack({
        response_action: "update",
        view: noticeView(
          "Started",
          `⏳ Run \`${runId}\` of *${escapeText(tenantId, 150)}* has begun.`,
          `\`/run-stats ${runId}\` shows how it goes, \`/run-stop ${runId}\` ends it.`,
        ),
      });
    } catch (error) {
      // A question has no field to say it at.
      if (!isRefusal(error)) throw error;
      const text = decline(
        escapeText(error.message, 1500),
        { code: error.code, action, tenantId },
        dependencies,
      );
      await ack({ response_action: "update", view: noticeView("Not started", text) });
    }
  },
};

function isRefusal(error: unknown) {
  return (
    error instanceof ConflictError || error instanceof InvalidInputError || error instanceof NotFoundError
  );
}
