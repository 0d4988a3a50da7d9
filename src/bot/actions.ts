import { acknowledgeAlert } from "./actions/acknowledge-alert.ts";
import { openLink } from "./actions/open-link.ts";
import { openRunbook } from "./actions/open-runbook.ts";
import { qaFail } from "./actions/qa-fail.ts";
import { qaNeedsReview } from "./actions/qa-needs-review.ts";
import { qaNotes } from "./actions/qa-notes.ts";
import { qaPass } from "./actions/qa-pass.ts";
import { resolveAlert } from "./actions/resolve-alert.ts";
import type { BlockAction } from "./block-action.ts";

/** Everything that can be pressed. */
export const ACTIONS: readonly BlockAction[] = [
  acknowledgeAlert,
  resolveAlert,
  openRunbook,
  openLink,
  qaPass,
  qaFail,
  qaNeedsReview,
  qaNotes,
];
