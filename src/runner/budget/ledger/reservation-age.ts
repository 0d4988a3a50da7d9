/** A reservation older than this belongs to a process that is gone: no attempt takes anywhere near as long. */
export const STALE_RESERVATION_MS = 30 * 60_000;

/**
 * How long after its reservation another process's call is waited for. Most attempts take seconds, and a dead process
 * must not hold up the others for longer than it takes to take over its work.
 */
export const WAITED_FOR_MS = 30_000;
