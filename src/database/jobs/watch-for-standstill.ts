const LOOK_EVERY_MS = 500;

/**
 * Calls `onStandstill` as soon as the process runs again after it stood still (stopped, its machine paused) for longer
 * than `limitMs`. Both clocks are asked: some machines stop the monotonic one while they are paused.
 */
export function watchForStandstill(limitMs: number, onStandstill: (ms: number) => void): { stop(): void } {
  const now = () => ({ monotonic: performance.now(), wall: Date.now() });
  let last = now();
  const timer = setInterval(() => {
    const current = now();
    const stoodMs = Math.max(current.monotonic - last.monotonic, current.wall - last.wall);
    last = current;
    if (stoodMs > limitMs) onStandstill(stoodMs);
  }, LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
