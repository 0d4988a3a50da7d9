import { hash } from "node:crypto";
import type { Outcome } from "../../entities/vocabulary.ts";

/** Something that happened, on its way into `run_event_logs` (src/entities/run-event-log.ts says what each field means). */
export interface RunEvent {
  readonly tenantId: string;
  /** Night of the run, `YYYY-MM-DD`; for events outside any run the UTC date of `ts`. */
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

/** The run an event belongs to: what every event of the run repeats. */
export interface RunIdentity {
  readonly tenantId: string;
  readonly runId: string;
  /** The night, `YYYY-MM-DD`. */
  readonly runDate: string;
  /** W3C trace id. */
  readonly traceId: string;
}

/** What is particular to one event; what is left out is null. */
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

/** How one item of a stage fared; the totals of a stage are counted from these. `companyId` is null where the stage is one piece of work. */
export interface FinishedItem {
  readonly stage: string;
  readonly companyId: string | null;
  readonly outcome: Outcome;
  /** Why, unless it succeeded. */
  readonly code: string | null;
  readonly errorMsg?: string | null;
  readonly durationMs: number;
}

/** The event of a finished item. Its key follows from what it is about, so that work done twice is counted once. */
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
