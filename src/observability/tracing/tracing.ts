import type { Charge } from "../../charge.ts";
import type { RunIdentity } from "../events/run-event.ts";

/** A language model call, as shown in a trace. */
export interface LlmCall {
  readonly stage: string;
  readonly companyId: string | null;
  readonly operation: string;
  /** The inputs; sent only if inputs may be traced. */
  readonly inputs?: (() => Readonly<Record<string, unknown>>) | undefined;
}

/** The trace of one run. Tracing never fails or delays the traced work. */
export interface RunTrace {
  /** Does the work and records the result in the trace. Rethrows what the work throws. */
  llmCall<Result extends { readonly value: unknown; readonly charge: Charge }>(
    call: LlmCall,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /** The run is over. */
  end(): void;
}

/** A destination for traces. */
export interface Tracing {
  /** Opens the trace of a run: a single trace, however many processes work on it. */
  open(run: RunIdentity & { readonly startedAt: Date }): RunTrace;
  /** Sends what is pending, for at most a few seconds. */
  close(): Promise<void>;
}

const UNTRACED: RunTrace = { llmCall: (_call, work) => work(), end: () => undefined };

/** Traces nothing: the default. */
export const noTracing: Tracing = { open: () => UNTRACED, close: async () => undefined };
