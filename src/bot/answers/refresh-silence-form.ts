import { z } from "zod";
import { UsageError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { SILENCE_SCOPES } from "../blocks/alerts/silence-view.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";
import { readMetadata } from "../requests/references.ts";
import { drawSilenceForm, SilenceFormRef } from "./open-silence-form.ts";

const Chosen = z.object({
  "silence-scope": z.object({
    "silence-scope": z.object({ selected_option: z.object({ value: z.enum(SILENCE_SCOPES) }) }),
  }),
  "silence-rule": z
    .object({ "silence-rule": z.object({ selected_option: z.object({ value: z.string() }).nullish() }) })
    .optional(),
});

/** Reads what was chosen in the form for a silence so far. */
export function readSilenceChoice(values: unknown) {
  const chosen = Chosen.parse(values);
  return {
    scope: chosen["silence-scope"]["silence-scope"].selected_option.value,
    ruleId: chosen["silence-rule"]?.["silence-rule"].selected_option?.value ?? null,
  };
}

/** Shows in the open form what the silence would now keep quiet. */
export async function refreshSilenceForm(
  { body, client }: ActionCall,
  dependencies: BotDependencies,
): Promise<void> {
  const { view, user } = body;
  if (view === undefined) throw new UsageError("The form is closed; open it again.");
  const ref = readMetadata(SilenceFormRef, view);
  const { tenantId } = ref;
  await requireRole({ slackUserId: user.id, tenantId }, "silence.create", dependencies);
  const drawn = await drawSilenceForm(ref, readSilenceChoice(view.state.values), dependencies);
  // With the hash, a late answer does not overwrite a newer one.
  await client.views.update({ view_id: view.id, hash: view.hash, view: drawn });
}
