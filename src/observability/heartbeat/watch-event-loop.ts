import { Worker } from "node:worker_threads";
import type { Logger } from "../../logger.ts";

/** A process that does nothing else for longer than this serves nobody meanwhile. */
export const MAX_BLOCK_MS = 1_000;
const BEAT_MS = 100;
/** The stack travels here from another thread; it is waited for this long. */
const STACK_WAIT_MS = 500;
const MOST_FRAMES = 8;

/**
 * Runs in a thread of its own, as text, because the built program is one file. It looks whether the main thread still
 * beats; when it does not, it halts it for an instant through the inspector and reads where it is.
 */
const ONLOOKER = `
const { workerData, parentPort } = require("node:worker_threads");
const { Session } = require("node:inspector");
const beats = new Int32Array(workerData.beats);
let last = Atomics.load(beats, 0);
let since = performance.now();
let isTold = false;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now !== last) {
    last = now;
    since = performance.now();
    isTold = false;
    return;
  }
  if (isTold || performance.now() - since < workerData.limitMs) return;
  isTold = true;
  const session = new Session();
  session.connectToMainThread();
  // A frame names its script by an id only.
  const files = new Map();
  session.on("Debugger.scriptParsed", ({ params }) => files.set(params.scriptId, params.url));
  session.once("Debugger.paused", ({ params }) => {
    session.post("Debugger.resume");
    session.post("Debugger.disable");
    session.disconnect();
    parentPort.postMessage(params.callFrames.map(({ functionName, location }) =>
      (functionName || "(anonymous)") + " (" + (files.get(location.scriptId) || "unknown").split("/").slice(-2).join("/") + ":" + (location.lineNumber + 1) + ")"));
  });
  session.post("Debugger.enable", () => session.post("Debugger.pause"));
}, workerData.beatMs);
`;

/** Says in the log when the event loop was blocked for longer than `limitMs`, for how long, and by which functions. */
export function watchEventLoop(logger: Logger, limitMs: number = MAX_BLOCK_MS): { stop(): Promise<void> } {
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(beats);
  const worker = new Worker(ONLOOKER, { eval: true, workerData: { beats, beatMs: BEAT_MS, limitMs } });
  worker.unref();
  let frames: readonly string[] = [];
  worker.on("message", (message: unknown) => {
    frames = Array.isArray(message) ? message.map(String).slice(0, MOST_FRAMES) : [];
  });
  worker.on("error", (error: unknown) => {
    // Blocks are still noticed, without their stack.
    logger.warn("event_loop_onlooker_failed", { errorMsg: String(error) });
  });
  let lastMs = performance.now();
  let telling: NodeJS.Timeout | null = null;
  let blockedMs = 0;
  const timer = setInterval(() => {
    Atomics.add(counter, 0, 1);
    const nowMs = performance.now();
    const lateMs = nowMs - lastMs - BEAT_MS;
    lastMs = nowMs;
    if (lateMs <= limitMs) return;
    blockedMs = Math.max(blockedMs, lateMs);
    telling ??= setTimeout(tell, STACK_WAIT_MS).unref();
  }, BEAT_MS).unref();

  function tell(): void {
    logger.error("event_loop_blocked", {
      durationMs: Math.round(blockedMs),
      errorMsg: frames.length === 0 ? "no stack: the machine may have stood still" : frames.join(" < "),
    });
    telling = null;
    blockedMs = 0;
    frames = [];
  }

  return {
    async stop() {
      clearInterval(timer);
      if (telling !== null) clearTimeout(telling);
      await worker.terminate();
    },
  };
}
