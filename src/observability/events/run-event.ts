import { hash } from "node:crypto";
import type { Outcome } from "../../entities/vocabulary.ts";

/** An event to be written to `run_event_logs` (src/entities/run-event-log.ts explains the fields). */
export interface RunEvent {
  readonly tenantId: string;
  /** The night of the run, `YYYY-MM-DD`; for events outside any run, the UTC date of `ts`. */
  readonly eventDate: string;
  readonly dedupeKey: string;
  readonly runId: string | null;
  readonly stage: string | null;
  readonly companyId: string | null;
  readonly event: string;
  readonly status: string;
  readonly errorCode: string | null;
  readonly errorMsg: string | null;
  readonly durationMs: number | null;
  readonly vendor: string | null;
  readonly costNanoUsd: bigint | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  readonly traceId: string | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
  readonly ts: Date;
}

/** The run an event belongs to: the fields that all its events share. */
export interface RunIdentity {
  readonly tenantId: string;
  readonly runId: string;
  /** The night, `YYYY-MM-DD`. */
  readonly runDate: string;
  /** W3C trace id. */
  readonly traceId: string;
}

/** The fields specific to one event; omitted ones are null. */
export type EventFacts = Partial<
  Omit<RunEvent, "tenantId" | "runId" | "eventDate" | "traceId" | "event" | "status">
> & {
  readonly event: string;
  readonly status: string;
};

export function createRunEvent(run: RunIdentity, ts: Date, dedupeKey: string, facts: EventFacts): RunEvent {
  return {
    stage: null,
    companyId: null,
    errorCode: null,
    errorMsg: null,
    durationMs: null,
    vendor: null,
    costNanoUsd: null,
    tokensInput: null,
    tokensOutput: null,
    extra: null,
    ts,
    dedupeKey,
    ...facts,
    tenantId: run.tenantId,
    runId: run.runId,
    eventDate: run.runDate,
    traceId: run.traceId,
  };
}

/** The outcome of one item of a stage; stage totals are counted from these. `companyId` is null for a stage that works per run. */
export interface FinishedItem {
  readonly stage: string;
  readonly companyId: string | null;
  readonly outcome: Outcome;
  /** Why, unless it succeeded. */
  readonly code: string | null;
  readonly errorMsg?: string | null;
  readonly durationMs: number;
}

/** The event of a finished item. Its key is derived from the item, so that work done twice is counted once. */
export function itemFinished(run: RunIdentity, item: FinishedItem, ts: Date): RunEvent {
  return createRunEvent(run, ts, keyOf(run.runId, item.stage, item.companyId ?? "", "item_finished"), {
    event: "item_finished",
    stage: item.stage,
    companyId: item.companyId,
    status: item.outcome,
    errorCode: item.code,
    errorMsg: item.errorMsg ?? null,
    durationMs: item.durationMs,
  });
}

/** A UUID (version 8, RFC 9562) that is the same for the same parts. */
export function keyOf(...parts: readonly string[]): string {
  const hex = hash("sha256", parts.join("\0"), "hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
