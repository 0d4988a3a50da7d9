import { answerGate } from "../answers/answer-gate.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Lets a night's leads go. */
export const gateReleaseAction: BlockAction = {
  actionId: "gate-release",
  press: (call, dependencies) => answerGate(call, "release", dependencies),
};
