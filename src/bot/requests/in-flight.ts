/** Work that continues after Slack has its acknowledgement: only a stop waits for it. */
export interface InFlight {
  track<Result>(work: Promise<Result>): Promise<Result>;
  readonly count: number;
  /** Resolves once nothing is in progress, or after `timeoutMs`; returns how many were left. */
  drain(timeoutMs: number): Promise<number>;
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<unknown>>();
  return {
    get count() {
      return running.size;
    },
    async track(work) {
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    async drain(timeoutMs) {
      const { promise: expired, resolve } = Promise.withResolvers<"expired">();
      const timer = setTimeout(resolve, timeoutMs, "expired");
      let outcome: unknown;
      while (running.size > 0 && outcome !== "expired") {
        outcome = await Promise.race([Promise.allSettled(running), expired]);
      }
      clearTimeout(timer);
      return running.size;
    },
  };
}
