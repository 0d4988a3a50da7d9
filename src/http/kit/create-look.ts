/** A look is kept for this long, in milliseconds. */
export const LOOK_KEPT_MS = 2_000;

/**
 * Something that costs, looked at no more often than every two seconds however many ask: who asks in between shares the
 * look in progress or the last one. One that takes longer is waited for, and never begun beside itself.
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
