import type { ViewSubmission } from "./view-submission.ts";
import { alertFeedback } from "./views/alert-feedback.ts";
import { peopleRole } from "./views/people-role.ts";
import { qaVerdict } from "./views/qa-verdict.ts";
import { ruleThreshold } from "./views/rule-threshold.ts";
import { runConfirm } from "./views/run-confirm.ts";
import { runRequest } from "./views/run-request.ts";
import { silence } from "./views/silence.ts";
import { thresholdConfirm } from "./views/threshold-confirm.ts";

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
