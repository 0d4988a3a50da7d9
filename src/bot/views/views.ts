import type { ViewSubmission } from "../requests/view-submission.ts";
import { alertFeedback } from "./alert-feedback.ts";
import { peopleRole } from "./people-role.ts";
import { qaVerdict } from "./qa-verdict.ts";
import { ruleThreshold } from "./rule-threshold.ts";
import { runConfirm } from "./run-confirm.ts";
import { runRequest } from "./run-request.ts";
import { silence } from "./silence.ts";
import { thresholdConfirm } from "./threshold-confirm.ts";

/** Every form that can be sent. */
export const VIEWS: readonly ViewSubmission[] = [
  qaVerdict,
  silence,
  runRequest,
  runConfirm,
  alertFeedback,
  ruleThreshold,
  thresholdConfirm,
  peopleRole,
];
