/** Spaces out the requests to one domain across all tasks. */
export interface DomainLimiter {
  /**
   * Resolves when a request to `domain` may start: at least `minIntervalMs` after the one before it started. Rejects
   * with the signal's reason when aborted, and then uses up no turn.
   */
  take(domain: string, minIntervalMs: number, signal?: AbortSignal): Promise<void>;
}
