import { createHash } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";

/** Beyond this a machine is not slow but stuck. */
const MOST = 20;
/** Processor time that the measured work takes on the machine whose limits the tests were written on. */
const REFERENCE_MS = 25;

let speed: number | undefined;

/**
 * How long to wait for something that may take `idleMs` on an idle machine, by how slow this one is at the moment. Ask again
 * rather than keep the answer: another program may have begun to work meanwhile.
 */
export function patience(idleMs: number): number {
  return Math.round(idleMs * slowness());
}

/** How many times slower than an idle machine this one is at the moment: 1 to 20. */
function slowness(): number {
  speed ??= measureSpeed();
  const waiting = (loadavg()[0] ?? 0) / availableParallelism();
  // Work that shares its processor is slower than its share alone: caches, the disk.
  return Math.min(MOST, Math.max(1, 2 * waiting) * Math.max(1, speed));
}

/** Processor time of a fixed piece of work compared with the reference: what others do meanwhile does not count. */
function measureSpeed(): number {
  const before = process.cpuUsage();
  const block = Buffer.alloc(1 << 20);
  for (let count = 0; count < 32; count += 1) createHash("sha256").update(block).digest();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / REFERENCE_MS;
}
