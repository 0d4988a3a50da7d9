/** How long a result is kept, in milliseconds. */
export const LOOK_KEPT_MS = 2_000;

/**
 * Something expensive, looked up at most every two seconds however many callers ask: those in between share the lookup in
 * progress or the last result. Only one lookup runs at a time, however long it takes.
 */
export function createLook<Key extends WeakKey, Value>(
  look: (key: Key) => Promise<Value>,
  keptMs: number = LOOK_KEPT_MS,
): (key: Key) => Promise<Value> {
  const looks = new WeakMap<Key, { readonly value: Promise<Value>; endedAtMs: number | null }>();
  return (key) => {
    const last = looks.get(key);
    if (last !== undefined && (last.endedAtMs === null || performance.now() - last.endedAtMs < keptMs)) {
      return last.value;
    }
    const value = look(key);
    const entry: { readonly value: Promise<Value>; endedAtMs: number | null } = { value, endedAtMs: null };
    looks.set(key, entry);
    const end = () => {
      entry.endedAtMs = performance.now();
    };
    value.then(end, end);
    return value;
  };
}
