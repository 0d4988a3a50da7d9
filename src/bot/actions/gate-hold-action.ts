import { answerGate } from "../answers/answer-gate.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Holds a night's leads until somebody lets them go. */
export const gateHoldAction: BlockAction = {
  actionId: "gate-hold",
  press: (call, dependencies) => answerGate(call, "hold", dependencies),
};
