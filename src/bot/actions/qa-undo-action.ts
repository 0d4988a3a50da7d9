import { UNDO_MINUTES } from "../../qa/verdicts/given-verdicts.ts";
import { requireRole } from "../access/require-role.ts";
import { placeOf, redrawCard } from "../answers/redraw-card.ts";
import { isInQueue, showNextSample } from "../answers/show-queue.ts";
import { escapeText } from "../blocks/kit/text.ts";
import { qaSampleMessage } from "../blocks/qa/qa-sample-message.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readSampleRef } from "../requests/references.ts";

/** Takes a person's own verdict back, soon after it was given. */
export const qaUndoAction: BlockAction = {
  actionId: "qa-undo",
  async press({ body, value, client, respond }, dependencies) {
    const { version, ...sampleKey } = readSampleRef(value);
    const slackUserId = body.user.id;
    await requireRole({ slackUserId, tenantId: sampleKey.tenantId }, "qa.verdict", dependencies);
    const { outcome, sample } = await dependencies.samples.takeBack({
      ...sampleKey,
      actor: slackUserId,
      expectedVersion: version,
      now: dependencies.clock(),
    });
    if (outcome === "taken_back") {
      await dependencies.access.audit({
        tenantId: sampleKey.tenantId,
        actor: `slack:${slackUserId}`,
        action: "qa.verdict",
        subject: `${sampleKey.runId}:${sampleKey.companyId}`,
        detail: { takenBack: true },
      });
    }
    if (isInQueue(body)) await showNextSample(sample, { slackUserId, respond }, dependencies);
    else {
      const { logger } = dependencies;
      await redrawCard(placeOf(body), qaSampleMessage(sample), { client, respond, logger });
    }
    if (outcome === "taken_back") return;
    const name = escapeText(sample.company.name, 150);
    await respond({
      response_type: "ephemeral",
      replace_original: false,
      text:
        outcome === "conflict"
          ? `${name} has been judged again meanwhile; nothing was taken back. Use Notes or change… on its card.`
          : `Only your own verdict can be taken back, within ${UNDO_MINUTES} minutes. Use Notes or change… on the card of ${name}.`,
    });
  },
};
