import type { BlockAction } from "../requests/block-action.ts";
import { acknowledgeAlert } from "./acknowledge-alert.ts";
import { alertMore } from "./alert-more.ts";
import { notUseful } from "./not-useful.ts";
import { openLink } from "./open-link.ts";
import { openRunbook } from "./open-runbook.ts";
import { qaFail } from "./qa-fail.ts";
import { qaNeedsReview } from "./qa-needs-review.ts";
import { qaNotes } from "./qa-notes.ts";
import { qaPass } from "./qa-pass.ts";
import { rerunStage } from "./rerun-stage.ts";
import { resolveAlert } from "./resolve-alert.ts";
import { saveThreshold } from "./save-threshold.ts";
import { silenceAlert } from "./silence-alert.ts";
import { silenceRule } from "./silence-rule.ts";
import { silenceScope } from "./silence-scope.ts";
import { stopRun } from "./stop-run.ts";
import { tickSteps } from "./tick-steps.ts";
import { undoSilence } from "./undo-silence.ts";

/** Everything that can be pressed. */
export const ACTIONS: readonly BlockAction[] = [
  acknowledgeAlert,
  resolveAlert,
  silenceAlert,
  silenceScope,
  silenceRule,
  undoSilence,
  rerunStage,
  stopRun,
  notUseful,
  alertMore,
  tickSteps,
  saveThreshold,
  openRunbook,
  openLink,
  qaPass,
  qaFail,
  qaNeedsReview,
  qaNotes,
];
