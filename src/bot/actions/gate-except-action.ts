import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { placeOf } from "../answers/redraw-card.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { qaGateView } from "../blocks/qa/qa-gate-view.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { type GateFormRef, readRunRef } from "../requests/references.ts";

/** Opens the form that lets all of a night's leads go but some. */
export const gateExceptAction: BlockAction = {
  actionId: "gate-except",
  async press({ body, value, client }, dependencies) {
    const ref = readRunRef(value);
    const who = { slackUserId: body.user.id, tenantId: ref.tenantId };
    await requireRole(who, "gate.decide", dependencies);
    const card = await dependencies.runs.readGate(ref.tenantId, ref.runId);
    if (card === null) throw new NotFoundError("run", ref.runId);
    const metadata: GateFormRef = { ...ref, place: placeOf(body) };
    await client.views.open({
      trigger_id: body.trigger_id,
      view:
        card.held.length === 0
          ? noticeView("Export all but …", "Nothing of this night is held any more.")
          : qaGateView(card, JSON.stringify(metadata)),
    });
  },
};
