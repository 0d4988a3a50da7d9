import type { ViewSubmission } from "../requests/view-submission.ts";
import { alertFeedbackForm } from "./alert-feedback-form.ts";
import { alertPeopleForm } from "./alert-people-form.ts";
import { alertResolveForm } from "./alert-resolve-form.ts";
import { askForKeyForm } from "./ask-for-key-form.ts";
import { callPeopleForm } from "./call-people-form.ts";
import { gateExceptForm } from "./gate-except-form.ts";
import { peopleRoleForm } from "./people-role-form.ts";
import { qaVerdictForm } from "./qa-verdict-form.ts";
import { ruleThresholdForm } from "./rule-threshold-form.ts";
import { runConfirmForm } from "./run-confirm-form.ts";
import { runRequestForm } from "./run-request-form.ts";
import { silenceForm } from "./silence-form.ts";
import { thresholdConfirmForm } from "./threshold-confirm-form.ts";

/** Every form that can be submitted. */
export const VIEWS: readonly ViewSubmission[] = [
  qaVerdictForm,
  gateExceptForm,
  silenceForm,
  runRequestForm,
  runConfirmForm,
  alertFeedbackForm,
  ruleThresholdForm,
  thresholdConfirmForm,
  peopleRoleForm,
  callPeopleForm,
  alertResolveForm,
  alertPeopleForm,
  askForKeyForm,
];
