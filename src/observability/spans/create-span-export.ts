import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import { readOtlpHeaders } from "../../config/read-otlp-headers.ts";
import type { Database } from "../../database/database.ts";
import type { Logger } from "../../logger.ts";
import { streamEvents } from "../events/event-reader-store.ts";
import type { Meter } from "../metrics/meter.ts";
import { findRunRow, readRunRecord } from "../reads/run-read-store.ts";
import { eventSpan, runSpans } from "./run-spans.ts";
import { type Sending, type SpanReceiver, sendSpans } from "./send-spans.ts";
import type { Span } from "./span.ts";
import { listUnsentRuns, noteSent, type UnsentRun } from "./unsent-run-store.ts";

/** Sends the spans of ended runs to an OpenTelemetry collector. */
export interface SpanExport {
  /** Sends what has not been sent. Returns early while the collector is away, and when `signal` is aborted. */
  sendDue(signal: AbortSignal): Promise<void>;
}

/** A run's last events are written within seconds of its end. */
const SETTLED_AFTER_MS = 5_000;
/** How long a collector may be away without losing anything. */
const KEPT_MS = 24 * 3_600_000;
const MOST_RUNS = 100;
/** Events and spans in memory at a time, whatever the size of the run and however long the collector is away. */
const BATCH = 500;

/** Where the settings want spans; null where they want none. */
export function readSpanReceiver(environment: Environment): SpanReceiver | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = environment;
  const url = whole ?? (base === undefined ? null : `${base.replace(/(?<!\/)\/+$/, "")}/v1/traces`);
  if (url === null) return null;
  const headers = readOtlpHeaders(environment.OTEL_EXPORTER_OTLP_HEADERS ?? "") ?? {};
  return { url, headers, serviceName: environment.OTEL_SERVICE_NAME };
}

/**
 * Reads spans from the event log once a run has ended, so that they are complete whichever processes worked on it, nothing
 * is kept in memory, and a collector that is away for an hour gets everything afterwards.
 */
export function createSpanExport(world: {
  readonly database: Database;
  readonly receiver: SpanReceiver;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly logger: Logger;
}): SpanExport {
  const { database, receiver, meter, clock, logger } = world;
  let isAway = false;

  async function sendRun(due: UnsentRun, signal: AbortSignal): Promise<Sending> {
    const record = await database.withTenant(due.tenantId, async (transaction) => {
      const run = await findRunRow(transaction, due.tenantId, due.runId);
      return run === null ? null : readRunRecord(transaction, run);
    });
    // Removed since, with all that is known of it.
    if (record === null || record.run.endedAt === null) return { end: "sent" };
    const { run, stages } = record;
    const send = async (spans: readonly Span[]): Promise<Sending> => {
      const sending = await sendSpans(receiver, spans, signal);
      if (sending.end !== "away")
        meter.count("nightshift_spans_total", { outcome: sending.end }, spans.length);
      return sending;
    };
    const first = await send(runSpans(run, stages, record.run.endedAt));
    if (first.end !== "sent") return first;
    for await (const events of streamEvents(database, due.tenantId, due.runId, BATCH)) {
      const spans = events.map((event) => eventSpan(run, event)).filter((span) => span !== null);
      if (spans.length === 0) continue;
      const sending = await send(spans);
      if (sending.end !== "sent") return sending;
    }
    return { end: "sent" };
  }

  /** Says once that the collector is away, and once that it is back. */
  function noteAway(problem: string | null, waiting: number): void {
    const isNews = (problem !== null) !== isAway;
    isAway = problem !== null;
    if (problem !== null) meter.count("nightshift_span_requests_failed_total", {});
    if (!isNews) return;
    if (problem === null) logger.info("spans_sent_again", { status: "success" });
    else
      logger.warn("spans_wait", {
        status: "error",
        errorCode: "collector_away",
        errorMsg: `${problem}; the spans of ${waiting} ${waiting === 1 ? "run waits" : "runs wait"} for up to a day, the runs themselves go on`,
      });
  }

  return {
    async sendDue(signal) {
      const now = clock().getTime();
      const due = await database.withService((transaction) =>
        listUnsentRuns(transaction, {
          from: new Date(now - KEPT_MS),
          until: new Date(now - SETTLED_AFTER_MS),
          limit: MOST_RUNS,
        }),
      );
      for (const [place, run] of due.entries()) {
        if (signal.aborted) return;
        const sending = await sendRun(run, signal);
        if (sending.end === "away") {
          if (!signal.aborted) noteAway(sending.problem, due.length - place);
          return;
        }
        noteAway(null, 0);
        if (sending.end === "refused") {
          const errorMsg = `the collector does not take the run's spans: ${sending.problem}`;
          logger.warn("spans_refused", { ...run, status: "error", errorCode: "spans_refused", errorMsg });
        }
        await database.withService((transaction) => noteSent(transaction, run, clock()));
      }
    },
  };
}
