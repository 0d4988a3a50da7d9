import { randomUUID } from "node:crypto";
import { createBatchBuffer } from "./create-batch-buffer.ts";
import { createEventSender, UndeliveredError } from "./create-event-sender.ts";
import type { DropReason, ProblemCode, ReporterOptions, ReporterProblem, ReporterStats } from "./reporter.ts";

/** The server's limits for one request, with room to spare. */
const BATCH_EVENTS = 1_000;
const BATCH_CHARACTERS = 1_500_000;
const MOST_RETRY_MS = 5_000;
const SHUTDOWN_MS = 5_000;
const AGENT_ID = /^[A-Za-z0-9][\w.:/-]{0,99}$/;

/** An event in the words of the API, without the fields that every event gets here. */
export interface PipedEvent {
  readonly type: string;
  readonly ts?: Date | undefined;
  readonly [field: string]: unknown;
}

/** From an event to the server: written as JSON at once, kept within bounds, sent in batches, counted. */
export interface EventPipe {
  readonly push: (event: PipedEvent) => void;
  readonly stats: () => ReporterStats;
  readonly flush: () => Promise<void>;
  readonly shutdown: (timeoutMs?: number) => Promise<void>;
}

export function createEventPipe(options: ReporterOptions): EventPipe {
  const env = globalThis.process?.env ?? {};
  const {
    url = env["NIGHTSHIFT_URL"],
    key = env["NIGHTSHIFT_KEY"],
    agentId = env["NIGHTSHIFT_AGENT_ID"],
    shutdownMs = SHUTDOWN_MS,
    mostRetryMs = MOST_RETRY_MS,
  } = options;
  const tell = createTeller(options.onProblem);
  const dropped: Partial<Record<DropReason, number>> = {};
  const prefix = randomUUID();
  let counter = 0;
  let sent = 0;
  let unreported = 0;
  let isShut = false;

  function drop(code: DropReason, events: number, message: string): void {
    dropped[code] = (dropped[code] ?? 0) + events;
    unreported += events;
    tell({ code, events, message });
  }

  const missing = problemWith(url, key, agentId);
  if (missing !== null) tell({ code: "disabled", events: 0, message: missing });
  const send = createEventSender({
    url: missing === null ? new URL("api/obs/ingest/events", withSlash(url ?? "")).href : "",
    key: key ?? "",
    timeoutMs: options.timeoutMs ?? 10_000,
    fetch: options.fetch ?? globalThis.fetch,
    onSent: (events) => {
      sent += events;
    },
    onDropped: drop,
  });
  const buffer = createBatchBuffer<string>({
    async write(batch) {
      await send(batch);
      reportDropped();
    },
    flushAt: BATCH_EVENTS,
    flushAfterMs: options.flushAfterMs ?? 200,
    batchItems: BATCH_EVENTS,
    batchSize: BATCH_CHARACTERS,
    mostItems: options.maxEvents ?? 200_000,
    mostSize: options.maxCharacters ?? 64_000_000,
    sizeOf: (text) => text.length,
    retryAfterMs: mostRetryMs / 20,
    mostRetryMs,
    readRetryAfter: (error) => (error instanceof UndeliveredError ? error.retryAfterMs : null),
    random: Math.random,
    onDropped: (events) => drop("buffer_full", events, "The buffer is full: the oldest events were dropped"),
    onFailure: (error) =>
      tell({ code: "unreachable", events: 0, message: error instanceof Error ? error.message : "unknown" }),
  });

  /** What was dropped is reported as well, as soon as anything gets through again. */
  function reportDropped(): void {
    const value = unreported;
    unreported = 0;
    if (value > 0 && !isShut) push({ type: "metric", name: "nightshift_sdk.dropped_events", value });
  }

  function push(event: PipedEvent): void {
    if (missing !== null) return;
    if (isShut) {
      drop("after_shutdown", 1, "The reporter was shut down before this was reported");
      return;
    }
    counter += 1;
    try {
      const ts = (event.ts ?? new Date()).toISOString();
      buffer.push(JSON.stringify({ agent_id: agentId, dedupe_key: `${prefix}-${counter}`, ...event, ts }));
    } catch {
      drop("unserializable", 1, `A ${event.type} could not be written as JSON`);
    }
  }

  async function shutdown(timeoutMs = shutdownMs): Promise<void> {
    if (isShut) return;
    isShut = true;
    globalThis.process?.removeListener("beforeExit", drainAtExit);
    const left = await buffer.drain(timeoutMs);
    if (left > 0) drop("shutdown_timeout", left, "There was no time to send these");
  }

  /** A program that ends by itself does not lose what waits. */
  function drainAtExit(): void {
    if (buffer.count() > 0) void shutdown();
  }
  if (missing === null) globalThis.process?.once("beforeExit", drainAtExit);

  return {
    push,
    stats: () => ({ sent, waiting: buffer.count(), dropped: { ...dropped } }),
    flush: () => buffer.flush().catch(() => undefined),
    shutdown,
  };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

/** What is missing or unusable; null when nothing is. */
function problemWith(url?: string, key?: string, agentId?: string): string | null {
  if (url === undefined || !/^https?:[/][/]./.test(url) || !URL.canParse(url))
    return "There is no usable address: set url, or NIGHTSHIFT_URL";
  if (key === undefined || !/^[\x21-\x7e]+$/.test(key))
    return "There is no usable key: set key, or NIGHTSHIFT_KEY";
  if (agentId === undefined || !AGENT_ID.test(agentId))
    return "There is no usable agent: set agentId, or NIGHTSHIFT_AGENT_ID, to 1 to 100 letters, digits and . _ : / -";
  return null;
}

/** Passes problems on; a listener that throws does not reach the caller. */
function createTeller(onProblem: ReporterOptions["onProblem"]): (problem: ReporterProblem) => void {
  const warned = new Set<ProblemCode>();
  return (problem) => {
    try {
      if (onProblem !== undefined) return onProblem(problem);
      if (warned.has(problem.code)) return;
      warned.add(problem.code);
      globalThis.process?.emitWarning(`${problem.code}: ${problem.message}`, "NightshiftWarning");
    } catch {
      // The listener's own failure.
    }
  };
}
