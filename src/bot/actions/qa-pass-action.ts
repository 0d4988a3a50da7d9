import { requireRole } from "../access/require-role.ts";
import { placeOf, redrawCard } from "../answers/redraw-card.ts";
import { isInQueue, showNextSample } from "../answers/show-queue.ts";
import { VERDICT_WORDS } from "../blocks/kit/status-words.ts";
import { dateText, escapeText, personText } from "../blocks/kit/text.ts";
import { qaSampleMessage } from "../blocks/qa/qa-sample-message.ts";
import type { VerdictResult } from "../ports/samples.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readSampleRef } from "../requests/references.ts";

/** Passes a sampled company at once: a pass needs no reason. In a reviewer's queue the next one follows. */
export const qaPassAction: BlockAction = {
  actionId: "qa-pass",
  async press({ body, value, client, respond }, dependencies) {
    const { version, ...sampleKey } = readSampleRef(value);
    const slackUserId = body.user.id;
    await requireRole({ slackUserId, tenantId: sampleKey.tenantId }, "qa.verdict", dependencies);
    const { outcome, sample } = await dependencies.samples.recordVerdict({
      ...sampleKey,
      verdict: "pass",
      reason: null,
      notes: null,
      actor: slackUserId,
      expectedVersion: version,
      now: dependencies.clock(),
    });
    if (outcome === "recorded") {
      await dependencies.access.audit({
        tenantId: sampleKey.tenantId,
        actor: `slack:${slackUserId}`,
        action: "qa.verdict",
        subject: `${sampleKey.runId}:${sampleKey.companyId}`,
        detail: { verdict: "pass" },
      });
    }
    const standing = sample.verdicts.at(-1);
    // A double click: the card shows the verdict that the same person has just given.
    const isOwn = standing?.actor === slackUserId && standing.result === "pass";
    if (isInQueue(body)) await showNextSample(sample, { slackUserId, respond }, dependencies);
    else {
      const { logger } = dependencies;
      await redrawCard(placeOf(body), qaSampleMessage(sample), { client, respond, logger });
    }
    if (outcome === "conflict" && !isOwn) {
      await respond({ response_type: "ephemeral", replace_original: false, text: conflictText(sample) });
    }
  },
};

function conflictText({ verdicts, company }: VerdictResult["sample"]): string {
  const standing = verdicts.at(-1);
  if (standing === undefined)
    return "The card has changed meanwhile; your Pass is not recorded. Press again.";
  return `${personText(standing.actor)} was faster with ${escapeText(company.name, 150)}: ${VERDICT_WORDS[standing.result]} ${dateText(standing.at)}. Your Pass is not recorded; press again on its card to overrule.`;
}
