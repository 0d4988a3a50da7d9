import { z } from "zod";
import { NotFoundError, UsageError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { placeOf, redrawCard } from "../answers/redraw-card.ts";
import { checklistMessage } from "../blocks/runbooks/checklist-message.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

const Shown = z.object({
  blocks: z.array(
    z.object({
      block_id: z.string().optional(),
      elements: z
        .array(z.object({ initial_options: z.array(z.object({ value: z.string() })).optional() }))
        .optional()
        .catch(undefined),
    }),
  ),
});

/** Ticks and unticks the steps of a runbook, visible to everybody. */
export const tickStepsAction: BlockAction = {
  actionId: "tick-steps",
  async press({ body, values, blockId, client, respond }, dependencies) {
    const [, , , alertId = "", ...tenant] = blockId.split(":");
    const { tenantId } = readAlertRef(JSON.stringify({ alertId, tenantId: tenant.join(":") }));
    const slackUserId = body.user.id;
    await requireRole({ slackUserId, tenantId }, "runbook.tick", dependencies);
    // The boxes ticked on the card this person saw: they can have unticked only those.
    const before = shownTicks(body.message, blockId);
    const card = await dependencies.checklists.tick({
      tenantId,
      alertId,
      ticked: values.filter((key) => !before.includes(key)),
      unticked: before.filter((key) => !values.includes(key)),
      actor: slackUserId,
      now: dependencies.clock(),
    });
    if (card === null) throw new NotFoundError("alert", alertId);
    await redrawCard(placeOf(body), checklistMessage(card), {
      client,
      respond,
      logger: dependencies.logger,
    });
  },
};

function shownTicks(message: unknown, blockId: string): string[] {
  const shown = Shown.safeParse(message);
  if (!shown.success)
    throw new UsageError("This box is from a message that no longer exists; use a newer one.");
  const block = shown.data.blocks.find((candidate) => candidate.block_id === blockId);
  return (block?.elements ?? []).flatMap(({ initial_options: ticked }) =>
    (ticked ?? []).map(({ value }) => value),
  );
}
