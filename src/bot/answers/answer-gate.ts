import { requireRole } from "../access/require-role.ts";
import { qaGateMessage } from "../blocks/qa/qa-gate-message.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";
import { readRunRef } from "../requests/references.ts";
import { placeOf, redrawCard } from "./redraw-card.ts";

/** Lets a night's leads go, or holds them, and shows it on the card. */
export async function answerGate(
  { body, value, client, respond }: ActionCall,
  act: "release" | "hold",
  dependencies: BotDependencies,
): Promise<void> {
  const ref = readRunRef(value);
  const slackUserId = body.user.id;
  await requireRole({ slackUserId, tenantId: ref.tenantId }, "gate.decide", dependencies);
  const before = await dependencies.runs.readGate(ref.tenantId, ref.runId);
  const wanted = act === "hold" ? "held" : "released";
  // A double click: the card shows what the same person has just decided.
  const isOwn = before?.gate.decidedBy === `slack:${slackUserId}` && before.gate.state === wanted;
  if (!isOwn || (act === "release" && before.held.length > 0 && before.gate.wantsExport === false))
    await dependencies.runs.decideGate({ ...ref, act, except: [], actor: `slack:${slackUserId}` });
  const card = await dependencies.runs.readGate(ref.tenantId, ref.runId);
  if (card === null) return;
  const { logger } = dependencies;
  await redrawCard(placeOf(body), qaGateMessage(card, []), { client, respond, logger });
}
