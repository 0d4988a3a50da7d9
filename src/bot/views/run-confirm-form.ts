import { errorCode } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { RunConfirmRef, wishOf } from "../answers/run-confirm-ref.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { escapeProse, escapeText, shortId } from "../blocks/kit/text.ts";
import { decline } from "../requests/decline.ts";
import { isRunRefusal } from "../requests/is-run-refusal.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

/** Starts the run whose cost was shown; confirmed twice, it starts one run and both answers name it. */
export const runConfirmForm: ViewSubmission = {
  callbackId: "run-confirm",
  async submit({ view, slackUserId, ack }, dependencies) {
    const ref = readMetadata(RunConfirmRef, view);
    const { tenantId, rerunOf, alertId } = ref;
    const action = rerunOf === null ? "run.start" : "run.rerun";
    try {
      await requireRole({ slackUserId, tenantId }, action, dependencies);
      const { runId } = await dependencies.runs.start({ ...wishOf(ref, slackUserId), question: view.id });
      const now = dependencies.clock();
      if (alertId !== null) {
        await dependencies.alerts
          .noteRun({ tenantId, alertId, runId, actor: slackUserId, now })
          // The run has started all the same, and the answer must say so.
          .catch((error: unknown) =>
            dependencies.logger.warn("run not noted", { code: errorCode(error), runId }),
          );
      }
      await ack({
        response_action: "update",
        view: noticeView(
          "Started",
          `⏳ Run \`${shortId(runId)}\` of *${escapeText(tenantId, 150)}* has begun.`,
          `\`/run-stats ${shortId(runId)}\` shows how it goes, \`/run-stop ${shortId(runId)}\` ends it.`,
        ),
      });
    } catch (error) {
      // A confirmation has no field to put an error at.
      if (!isRunRefusal(error)) throw error;
      const text = decline(
        escapeProse(error.message, 1500),
        { code: error.code, action, tenantId },
        dependencies,
      );
      await ack({ response_action: "update", view: noticeView("Not started", text) });
    }
  },
};
