import type { ViewSubmission } from "./view-submission.ts";
import { qaVerdict } from "./views/qa-verdict.ts";

/** Every form that can be sent. */
export const VIEWS: readonly ViewSubmission[] = [qaVerdict];
