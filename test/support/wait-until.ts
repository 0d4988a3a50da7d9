import { setTimeout as pause } from "node:timers/promises";
import { patience } from "./patience.ts";

type Truthy<Value> = Exclude<Value, false | null | undefined>;

/**
 * Looks again and again until another process or connection has brought something about, and returns what it saw. Fails with
 * what did not come. `idleMs` is how long that may take on an idle machine.
 */
export async function waitUntil<Value>(
  look: () => Value | Promise<Value>,
  what = String(look),
  idleMs = 20_000,
  everyMs = 10,
): Promise<Truthy<Value>> {
  const started = performance.now();
  for (;;) {
    const seen = await look();
    if (isTruthy(seen)) return seen;
    const waited = performance.now() - started;
    if (waited > patience(idleMs)) throw new Error(`Waited ${Math.round(waited)} ms in vain for ${what}.`);
    await pause(everyMs);
  }
}

function isTruthy<Value>(value: Value): value is Truthy<Value> {
  return Boolean(value);
}
