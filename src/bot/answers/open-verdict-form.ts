import type { Verdict } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { qaVerdictView } from "../blocks/qa/qa-verdict-view.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";
import { type FormRef, readSampleRef } from "../requests/references.ts";
import { placeOf } from "./redraw-card.ts";

/** Opens the form for a sample with `verdict` chosen (null: the current verdict, else a pass), filled in with the last reason and notes. */
export async function openVerdictForm(
  { body, value, client }: ActionCall,
  verdict: Verdict | null,
  dependencies: BotDependencies,
): Promise<void> {
  const ref = readSampleRef(value);
  await requireRole({ slackUserId: body.user.id, tenantId: ref.tenantId }, "qa", "qa.verdict", dependencies);
  const card = await dependencies.samples.read(ref.tenantId, ref.runId, ref.companyId);
  if (card === null) throw new NotFoundError("sample", ref.companyId);
  const place = placeOf(body);
  const standing = card.verdicts.at(-1);
  // The verdict is about the version shown here, even if the card in the channel is older.
  const metadata: FormRef = {
    ...ref,
    version: card.sample.version,
    channel: place?.channel ?? null,
    ts: place?.ts ?? null,
  };
  await client.views.open({
    trigger_id: body.trigger_id,
    view: qaVerdictView({
      companyName: card.company.name,
      verdict: verdict ?? standing?.result ?? "pass",
      reason: standing?.reason ?? null,
      notes: standing?.notes ?? null,
      warning: null,
      metadata: JSON.stringify(metadata),
    }),
  });
}
