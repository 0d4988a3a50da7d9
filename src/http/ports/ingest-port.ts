import type { EventOutcome } from "../../agents/create-agent-recorder.ts";
import type { AgentEvent } from "../../agents/events/agent-event.ts";
import type { OtlpRecorder } from "../../otlp/create-otlp-recorder.ts";

/** What a key may send for: a tenant, and those of its agents (null: all). */
export interface EventSender {
  readonly tenantId: string;
  readonly boundTo: readonly string[] | null;
}

/** Accepts what agents report. */
export interface IngestPort {
  /** The outcome for each event, in order; accepted events are committed. */
  record(sender: EventSender, events: readonly AgentEvent[]): Promise<readonly EventOutcome[]>;
  /** What OpenTelemetry's exporters send, and how large a request of theirs may be, in bytes. */
  readonly otlp: OtlpRecorder & { readonly mostBytes: number };
  /** Records a heartbeat; false if the sender has no such agent. */
  beat(sender: EventSender, agentId: string): Promise<boolean>;
  /** Whether the key may send another request now. */
  admit(keyId: string): RateVerdict;
}

/** What is left of a key's rate. */
export interface RateVerdict {
  readonly isAdmitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the full rate is available again. */
  readonly resetSeconds: number;
  /** Until one more request is admitted; 0 if one is admitted now. */
  readonly retryAfterSeconds: number;
}
