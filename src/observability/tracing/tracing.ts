import type { Charge } from "../../charge.ts";
import type { RunIdentity } from "../events/run-event.ts";

/** A call of a language model, as a trace shows it. */
export interface LlmCall {
  readonly stage: string;
  readonly companyId: string | null;
  readonly operation: string;
  /** What it was asked; shown only where inputs may be. */
  readonly inputs?: (() => Readonly<Record<string, unknown>>) | undefined;
}

/** The trace of one run. Nothing here ever fails, or holds up, what is traced. */
export interface RunTrace {
  /** Does the work, and tells the trace how it went. What the work throws is thrown on. */
  llmCall<Result extends { readonly value: unknown; readonly charge: Charge }>(
    call: LlmCall,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /** The run is over. */
  end(): void;
}

/** Where runs are traced to. */
export interface Tracing {
  /** The trace of a run, which is one trace however many processes work on it. */
  open(run: RunIdentity & { readonly startedAt: Date }): RunTrace;
  /** Hands over what is pending, for at most a few seconds. */
  close(): Promise<void>;
}

const UNTRACED: RunTrace = { llmCall: (_call, work) => work(), end: () => undefined };

/** Traces nothing: the default. */
export const noTracing: Tracing = { open: () => UNTRACED, close: async () => undefined };
