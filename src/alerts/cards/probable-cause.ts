import { counted } from "../rulebook/phrases.ts";
import { findCode } from "../runbooks/read-codes.ts";
import type { RunbookCode } from "../runbooks/runbook.ts";
import type { AlertCard } from "./alert-card.ts";

/** The first stage of a run that failed as a whole, with what it said; null when none did. */
export type FailedStage = { readonly stage: string; readonly reason: string | null } | null;

/**
 * Why an alert probably fired, in one line: what its runbook says of its most frequent error, or else what its run's failed
 * stage said. Nothing that its summary says already.
 */
export function probableCause(
  summary: string,
  errorClasses: AlertCard["errorClasses"],
  failedStage: FailedStage,
  codes: readonly RunbookCode[],
): string | null {
  const [top] = errorClasses;
  if (top !== undefined) {
    const { errorCode, count } = top;
    const means = findCode(codes, errorCode)?.means;
    if (summary.includes(errorCode)) return means ?? null;
    const head = count === 1 ? `\`${errorCode}\`` : `\`${errorCode}\`, ${counted(count, "time")}`;
    return means === undefined ? head : `${head}: ${means}`;
  }
  if (failedStage === null || failedStage.reason === null || summary.includes(failedStage.reason))
    return null;
  return `\`${failedStage.stage}\`: ${failedStage.reason}`;
}
