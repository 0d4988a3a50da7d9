const WINDOWS = [
  { name: "minute", limit: 300, lengthMs: 60_000 },
  { name: "hourly", limit: 5_000, lengthMs: 3_600_000 },
  { name: "daily", limit: 50_000, lengthMs: 86_400_000 },
] as const;

const headersFor = (name: string, limit: number, left: number): [string, string][] => [
  [`x-rate-limit-${name}`, String(limit)],
  [`x-${name}-requests-left`, String(left)],
  [`x-${name}-usage`, String(limit - left)],
];

/** Lusha's three rate windows as its headers report them. Counted, not enforced: the town refuses only when told to. */
export class RateWindows {
  #counts = new Map<string, number>();

  /** Counts a call and returns the headers of its answer. */
  count(keyLabel: string): Record<string, string> {
    const now = Date.now();
    const headers = WINDOWS.flatMap(({ name, limit, lengthMs }) => {
      const window = `${keyLabel} ${name} ${Math.floor(now / lengthMs)}`;
      const used = (this.#counts.get(window) ?? 0) + 1;
      this.#counts.set(window, used);
      return headersFor(name, limit, Math.max(0, limit - used));
    });
    return Object.fromEntries(headers);
  }

  daily(keyLabel: string): { limit: number; used: number; remaining: number; resetsAt: string } {
    const { limit, lengthMs } = WINDOWS[2];
    const day = Math.floor(Date.now() / lengthMs);
    const used = this.#counts.get(`${keyLabel} daily ${day}`) ?? 0;
    return { limit, used, remaining: limit - used, resetsAt: new Date((day + 1) * lengthMs).toISOString() };
  }

  /** The headers of a 429: nothing left this minute, something left this hour and day. */
  static exhausted(): Record<string, string> {
    const headers = WINDOWS.flatMap(({ name, limit }) =>
      headersFor(name, limit, name === "minute" ? 0 : limit / 2),
    );
    return Object.fromEntries(headers);
  }
}
