/** A reservation older than this is of a process that is gone: no attempt takes nearly as long. */
export const STALE_RESERVATION_MS = 30 * 60_000;

/**
 * A call of another process is waited for this long after it was reserved: most attempts take seconds, and a process that
 * is gone must not hold the others up for longer than its work takes to be taken over.
 */
export const WAITED_FOR_MS = 30_000;
