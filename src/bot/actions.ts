import { acknowledgeAlert } from "./actions/acknowledge-alert.ts";
import { alertMore } from "./actions/alert-more.ts";
import { notUseful } from "./actions/not-useful.ts";
import { openLink } from "./actions/open-link.ts";
import { openRunbook } from "./actions/open-runbook.ts";
import { qaFail } from "./actions/qa-fail.ts";
import { qaNeedsReview } from "./actions/qa-needs-review.ts";
import { qaNotes } from "./actions/qa-notes.ts";
import { qaPass } from "./actions/qa-pass.ts";
import { rerunStage } from "./actions/rerun-stage.ts";
import { resolveAlert } from "./actions/resolve-alert.ts";
import { saveThreshold } from "./actions/save-threshold.ts";
import { silenceAlert } from "./actions/silence-alert.ts";
import { silenceRule } from "./actions/silence-rule.ts";
import { silenceScope } from "./actions/silence-scope.ts";
import { stopRun } from "./actions/stop-run.ts";
import { tickSteps } from "./actions/tick-steps.ts";
import { undoSilence } from "./actions/undo-silence.ts";
import type { BlockAction } from "./block-action.ts";

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
