/** If nobody works on a run for this long after its last lease ran out, nobody will. */
export const ABANDONED_AFTER_MS = 10 * 60_000;

/**
 * Why a running run must be ended as failed, or null. A run with queued jobs is only waiting (for a runner or a retry),
 * however long it takes; a run without jobs can never continue by itself.
 */
export function reapReason(
  run: { readonly startedAt: Date; readonly leaseUntil: Date | null; readonly jobs: number },
  now: Date,
): string | null {
  if (run.jobs > 0) return null;
  const lastSign = run.leaseUntil ?? run.startedAt;
  const silentMs = now.getTime() - lastSign.getTime();
  if (silentMs < ABANDONED_AFTER_MS) return null;
  return `abandoned: no job of it is left, and no runner worked on it for ${Math.floor(silentMs / 60_000)} minutes`;
}
