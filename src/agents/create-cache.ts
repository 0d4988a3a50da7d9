import type { Clock } from "../clock.ts";

/** Answers kept for a while: at most `most` of them, the oldest given up first. */
export interface Cache<Value> {
  /** The answer that is kept, or the one `read` gives. Asked twice at once, `read` is called once. */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
  peek(key: string): Value | undefined;
  set(key: string, value: Value): void;
  clear(): void;
}

export function createCache<Value>(options: {
  readonly clock: Clock;
  readonly keepMs: number;
  readonly most: number;
}): Cache<Value> {
  const { clock, keepMs, most } = options;
  const kept = new Map<string, { readonly value: Value; readonly until: number }>();
  const asked = new Map<string, Promise<Value>>();

  function peek(key: string): Value | undefined {
    const entry = kept.get(key);
    return entry === undefined || entry.until < clock().getTime() ? undefined : entry.value;
  }

  function set(key: string, value: Value): void {
    kept.delete(key);
    kept.set(key, { value, until: clock().getTime() + keepMs });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  }

  async function ask(key: string, read: () => Promise<Value>): Promise<Value> {
    try {
      const value = await read();
      set(key, value);
      return value;
    } finally {
      asked.delete(key);
    }
  }

  return {
    peek,
    set,
    clear: () => kept.clear(),
    async get(key, read) {
      const value = peek(key);
      if (value !== undefined) return value;
      const asking = asked.get(key) ?? ask(key, read);
      asked.set(key, asking);
      return asking;
    },
  };
}
