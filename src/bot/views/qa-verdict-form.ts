import { z } from "zod";
import { VERDICTS } from "../../entities/vocabulary.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";
import { requireRole } from "../access/require-role.ts";
import { redrawCard } from "../answers/redraw-card.ts";
import { showNextSample } from "../answers/show-queue.ts";
import { VERDICT_WORDS } from "../blocks/kit/status-words.ts";
import { QA_REASONS } from "../blocks/qa/qa-reasons.ts";
import { qaSampleMessage } from "../blocks/qa/qa-sample-message.ts";
import { qaVerdictView } from "../blocks/qa/qa-verdict-view.ts";
import { type FormRef, readFormRef } from "../requests/references.ts";
import { respondLater } from "../requests/respond-later.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

/** The fields of the form; those that a pass does not need may be missing, and the verdict where the form is for one. */
const Submitted = z
  .object({
    verdict: z
      .object({
        verdict: z.object({ selected_option: z.object({ value: z.enum(VERDICTS) }).nullish() }),
      })
      .optional(),
    reason: z.object({
      reason: z.object({
        selected_option: z.object({ value: z.enum(QA_REASONS.map(({ value }) => value)) }).nullish(),
      }),
    }),
    notes: z.object({ notes: z.object({ value: z.string().max(3000).nullish() }) }),
  })
  .transform(({ verdict, reason, notes }) => ({
    verdict: verdict?.verdict.selected_option?.value ?? null,
    reason: reason.reason.selected_option?.value ?? null,
    notes: notes.notes.value?.trim() || null,
  }));
type Submitted = z.infer<typeof Submitted>;

/** Records a verdict with its reason and notes, or notes alone, and shows it on the card or in the reviewer's queue. */
export const qaVerdictForm: ViewSubmission = {
  callbackId: "qa-verdict",
  async submit({ view, slackUserId, client, ack }, dependencies) {
    const ref = readFormRef(view.private_metadata);
    await requireRole({ slackUserId, tenantId: ref.tenantId }, "qa.verdict", dependencies);
    const filled = Submitted.parse(view.state.values);
    const submitted = { ...filled, verdict: ref.verdict ?? filled.verdict };
    const errors = whatIsMissing(submitted);
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: "errors", errors });
      return;
    }
    const { verdict, notes } = submitted;
    const reason = verdict === "pass" || verdict === null ? null : submitted.reason;
    const act = {
      ...{ tenantId: ref.tenantId, runId: ref.runId, companyId: ref.companyId },
      ...{ actor: slackUserId, expectedVersion: ref.version, now: dependencies.clock() },
    };
    const { outcome, sample } =
      verdict === null
        ? await dependencies.samples.addNotes({ ...act, notes })
        : await dependencies.samples.recordVerdict({ ...act, verdict, reason, notes });
    if (outcome === "conflict") {
      await ack({ response_action: "update", view: conflictView({ sample, submitted, ref, slackUserId }) });
    } else {
      await ack();
      await dependencies.access.audit({
        tenantId: ref.tenantId,
        actor: `slack:${slackUserId}`,
        action: "qa.verdict",
        subject: `${ref.runId}:${ref.companyId}`,
        detail: verdict === null ? { notes: true } : { verdict, reason },
      });
    }
    const { logger } = dependencies;
    if (ref.responseUrl === null) {
      const place = ref.channel === null || ref.ts === null ? null : { channel: ref.channel, ts: ref.ts };
      await redrawCard(place, qaSampleMessage(sample), { client, logger });
    } else if (outcome === "recorded") {
      const respond = respondLater(ref.responseUrl, client);
      await showNextSample(sample, { slackUserId, respond }, dependencies);
    }
  },
};

function whatIsMissing({ verdict, reason, notes }: Submitted): Record<string, string> {
  if (verdict === null) {
    return notes === null ? { notes: "Choose a verdict, or write notes." } : {};
  }
  return {
    ...(verdict !== "pass" && reason === null ? { reason: "Say what is wrong." } : {}),
    ...(verdict === "fail" && notes === null ? { notes: "Say in a sentence what you saw." } : {}),
  };
}

/** The same form with what the person wrote, a notice of the newer verdict, and the version that overrules it. */
function conflictView({
  sample,
  submitted: { verdict, reason, notes },
  ref,
  slackUserId,
}: {
  readonly sample: QaSampleCard;
  readonly submitted: Submitted;
  readonly ref: FormRef;
  readonly slackUserId: string;
}) {
  const standing = sample.verdicts.at(-1);
  const said = standing === undefined ? "a verdict" : VERDICT_WORDS[standing.result];
  const who = standing?.actor === slackUserId ? "You have" : "Somebody else has";
  return qaVerdictView({
    companyName: sample.company.name,
    verdict,
    isOpen: ref.verdict === null,
    reason,
    notes,
    warning: `${who} given ${said} in the meantime. This is not recorded; press Record again to overrule it.`,
    metadata: JSON.stringify({ ...ref, version: sample.sample.version }),
  });
}
