const LOOK_EVERY_MS = 500;

/**
 * Calls `onStandstill` as soon as the process runs again after it was suspended (stopped, or its machine paused) for longer
 * than `limitMs`. Checks both clocks: some machines stop the monotonic one while paused.
 */
export function watchForStandstill(limitMs: number, onStandstill: (ms: number) => void): { stop(): void } {
  const look = () => ({ monotonic: performance.now(), wall: Date.now() });
  let last = look();
  const timer = setInterval(() => {
    const current = look();
    const stoodMs = Math.max(current.monotonic - last.monotonic, current.wall - last.wall);
    last = current;
    if (stoodMs > limitMs) onStandstill(stoodMs);
  }, LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
