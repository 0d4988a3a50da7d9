import type { Verdict } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { qaVerdictView } from "../blocks/qa/qa-verdict-view.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";
import { type FormRef, readSampleRef } from "../requests/references.ts";
import { placeOf } from "./redraw-card.ts";
import { isInQueue } from "./show-queue.ts";

/**
 * Opens the form for a sample: for `verdict`, or, where it is null, for any verdict, with the one that counts chosen and
 * notes that may stand alone.
 */
export async function openVerdictForm(
  { body, value, client }: ActionCall,
  verdict: Verdict | null,
  dependencies: BotDependencies,
): Promise<void> {
  const ref = readSampleRef(value);
  await requireRole({ slackUserId: body.user.id, tenantId: ref.tenantId }, "qa.verdict", dependencies);
  const card = await dependencies.samples.read(ref.tenantId, ref.runId, ref.companyId);
  if (card === null) throw new NotFoundError("sample", ref.companyId);
  const place = placeOf(body);
  const standing = card.verdicts.at(-1);
  // The verdict is about the version shown here, even if the card in the channel is older.
  const metadata: FormRef = {
    ...ref,
    version: card.sample.version,
    verdict,
    channel: place?.channel ?? null,
    ts: place?.ts ?? null,
    responseUrl: isInQueue(body) ? (body.response_url ?? null) : null,
  };
  await client.views.open({
    trigger_id: body.trigger_id,
    view: qaVerdictView({
      companyName: card.company.name,
      verdict: verdict ?? standing?.result ?? null,
      isOpen: verdict === null,
      reason: standing?.reason ?? null,
      notes: standing?.notes ?? card.notes,
      warning: null,
      metadata: JSON.stringify(metadata),
    }),
  });
}
