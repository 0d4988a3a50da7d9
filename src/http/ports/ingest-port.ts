import type { EventOutcome } from "../../agents/create-agent-recorder.ts";
import type { AgentEvent } from "../../agents/events/agent-event.ts";
import type { OtlpRecorder } from "../../otlp/create-otlp-recorder.ts";

/** For whom a key may speak: a tenant, and of its agents those named (null: all). */
export interface EventSender {
  readonly tenantId: string;
  readonly boundTo: readonly string[] | null;
}

/** Takes what agents report. */
export interface IngestPort {
  /** What became of each event, in order; what is accepted is committed. */
  record(sender: EventSender, events: readonly AgentEvent[]): Promise<readonly EventOutcome[]>;
  /** What OpenTelemetry's exporters send, and how large a request of theirs may be, in bytes. */
  readonly otlp: OtlpRecorder & { readonly mostBytes: number };
  /** Notes a sign of life; false when the sender has no such agent. */
  beat(sender: EventSender, agentId: string): Promise<boolean>;
  /** Whether the key may send another request now. */
  admit(keyId: string): RateVerdict;
}

/** What is left of a key's rate. */
export interface RateVerdict {
  readonly isAdmitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until all of it is there again. */
  readonly resetSeconds: number;
  /** Until one more request is admitted; 0 when it is now. */
  readonly retryAfterSeconds: number;
}
