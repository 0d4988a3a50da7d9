/** Spaces the requests to one domain, over every task that asks. */
export interface DomainLimiter {
  /**
   * Resolves when a request to `domain` may start: at least `minIntervalMs` after the one before it started. Rejects
   * with the signal's reason when aborted, and then uses up no turn.
   */
  take(domain: string, minIntervalMs: number, signal?: AbortSignal): Promise<void>;
}

/** Waits that long, or rejects with the signal's reason. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;
