import type { BlockAction } from "../requests/block-action.ts";
import { acknowledgeAlertAction } from "./acknowledge-alert-action.ts";
import { alertMoreAction } from "./alert-more-action.ts";
import { alertPeopleAction } from "./alert-people-action.ts";
import { gateExceptAction } from "./gate-except-action.ts";
import { gateHoldAction } from "./gate-hold-action.ts";
import { gateReleaseAction } from "./gate-release-action.ts";
import { homeNextAction } from "./home-next-action.ts";
import { homePreviousAction } from "./home-previous-action.ts";
import { notUsefulAction } from "./not-useful-action.ts";
import { openLinkAction } from "./open-link-action.ts";
import { openRunbookAction } from "./open-runbook-action.ts";
import { qaFailAction } from "./qa-fail-action.ts";
import { qaNeedsReviewAction } from "./qa-needs-review-action.ts";
import { qaNotesAction } from "./qa-notes-action.ts";
import { qaPassAction } from "./qa-pass-action.ts";
import { qaUndoAction } from "./qa-undo-action.ts";
import { rerunStageAction } from "./rerun-stage-action.ts";
import { resolveAlertAction } from "./resolve-alert-action.ts";
import { retryMessagesAction } from "./retry-messages-action.ts";
import { runNowAction } from "./run-now-action.ts";
import { saveThresholdAction } from "./save-threshold-action.ts";
import { silenceAlertAction } from "./silence-alert-action.ts";
import { silenceRuleAction } from "./silence-rule-action.ts";
import { silenceScopeAction } from "./silence-scope-action.ts";
import { stopRunAction } from "./stop-run-action.ts";
import { takeActAction } from "./take-act-action.ts";
import { tickStepsAction } from "./tick-steps-action.ts";
import { undoSilenceAction } from "./undo-silence-action.ts";

/** Everything that can be pressed. */
export const ACTIONS: readonly BlockAction[] = [
  acknowledgeAlertAction,
  resolveAlertAction,
  silenceAlertAction,
  silenceScopeAction,
  silenceRuleAction,
  undoSilenceAction,
  rerunStageAction,
  stopRunAction,
  runNowAction,
  notUsefulAction,
  alertMoreAction,
  alertPeopleAction,
  takeActAction,
  tickStepsAction,
  saveThresholdAction,
  openRunbookAction,
  openLinkAction,
  homePreviousAction,
  homeNextAction,
  retryMessagesAction,
  qaPassAction,
  qaUndoAction,
  qaFailAction,
  qaNeedsReviewAction,
  qaNotesAction,
  gateReleaseAction,
  gateHoldAction,
  gateExceptAction,
];
