/** Where a reporter sends to, and what it holds. */
export interface ReporterOptions {
  /** The address of nightshift; `NIGHTSHIFT_URL` unless given. */
  readonly url?: string | undefined;
  /** A key with the scope `ingest`; `NIGHTSHIFT_KEY` unless given. */
  readonly key?: string | undefined;
  /** The agent that reports: 1 to 100 letters, digits and `. _ : / -`; `NIGHTSHIFT_AGENT_ID` unless given. */
  readonly agentId?: string | undefined;
  /** Sends what waits after this long, in milliseconds (200), or as soon as 1,000 events wait. */
  readonly flushAfterMs?: number;
  /** Holds at most this many events (200,000) … */
  readonly maxEvents?: number;
  /** … and this many characters of JSON (64,000,000); beyond either the oldest are dropped, and counted. */
  readonly maxCharacters?: number;
  /** How long a request may take, in milliseconds (10,000). */
  readonly timeoutMs?: number;
  /** Longest pause between two attempts, in milliseconds (5,000); the first is a twentieth of it, each next one twice as long. */
  readonly mostRetryMs?: number;
  /** How long `shutdown` may take, in milliseconds (5,000). */
  readonly shutdownMs?: number;
  /** Sends a heartbeat this often, in seconds; never unless given. */
  readonly heartbeatSeconds?: number;
  /** Called when events are dropped or cannot be sent for now; a process warning, once for each code, unless given. */
  readonly onProblem?: (problem: ReporterProblem) => void;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * What went wrong: `disabled` url, key or agent are missing or unusable · `unreachable` not sent for now, tried again ·
 * `buffer_full`, `too_large`, `refused`, `unserializable`, `after_shutdown`, `shutdown_timeout` dropped.
 */
export type ProblemCode = "disabled" | "unreachable" | DropReason;
export type DropReason =
  | "buffer_full"
  | "too_large"
  | "refused"
  | "unserializable"
  | "after_shutdown"
  | "shutdown_timeout";

export interface ReporterProblem {
  readonly code: ProblemCode;
  readonly message: string;
  /** How many events were dropped; 0 when none was. */
  readonly events: number;
}

/** What became of everything reported so far. */
export interface ReporterStats {
  /** Stored by nightshift, duplicates of a repeated request included. */
  readonly sent: number;
  readonly waiting: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** What any event may say. Inside a run or step, run, trace and step are known. */
export interface Common {
  readonly runId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly stage?: string | undefined;
  /** When it happened; now unless given. */
  readonly ts?: Date | undefined;
  /** Data of your own: at most 8 levels, 200 members and 8,000 characters. No prompts or addresses, please. */
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

interface Failure {
  readonly errorCode?: string | undefined;
  readonly message?: string | undefined;
}

export interface LlmCallReport extends Common, Failure {
  readonly model: string;
  /** Includes `tokensCached`. */
  readonly tokensInput: number;
  readonly tokensOutput: number;
  readonly tokensCached?: number | undefined;
  readonly provider?: string | undefined;
  readonly status?: "success" | "error" | undefined;
  readonly durationMs?: number | undefined;
  /** US dollars; worked out by nightshift unless given. */
  readonly costUsd?: number | undefined;
  readonly name?: string | undefined;
}

export interface ToolCallReport extends Common, Failure {
  readonly name: string;
  readonly provider?: string | undefined;
  readonly status?: "success" | "error" | undefined;
  readonly durationMs?: number | undefined;
  readonly costUsd?: number | undefined;
}

export interface StepReport extends Common, Failure {
  readonly stage: string;
  readonly status: "success" | "error" | "skipped";
  readonly durationMs?: number | undefined;
  readonly name?: string | undefined;
}

/** An event of one of the other types; docs/observability/event-schema.md explains them. */
export type OtherEvent = Common &
  (
    | { readonly type: "log"; readonly message: string; readonly level?: "debug" | "info" | "warn" | "error" }
    | { readonly type: "metric"; readonly name: string; readonly value: number }
    | {
        readonly type: "error";
        readonly errorCode: string;
        readonly message?: string;
        readonly name?: string;
      }
    | { readonly type: "feedback"; readonly value: number; readonly name?: string; readonly message?: string }
  );

export interface RunOptions {
  /** Your own id, at most 200 characters; made up unless given. */
  readonly runId?: string;
  readonly name?: string;
  /** A W3C `traceparent` from the caller: the run joins its trace. */
  readonly traceparent?: string | undefined;
  /** When it began; now unless given. */
  readonly ts?: Date;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export type RunEnd = "succeeded" | "degraded" | "failed" | "cancelled";

/** How a run ended. */
export interface RunEndDetails extends Failure {
  readonly ts?: Date | undefined;
  readonly durationMs?: number | undefined;
}

/** A run that has begun. */
export interface Run {
  readonly runId: string;
  readonly traceId: string;
  /** The W3C header for requests of this run. */
  readonly traceparent: string;
  /** Runs a function inside the run: what it reports belongs to it. */
  within<Result>(act: () => Result): Result;
  /** Ends it, now and with the time it took unless told otherwise; further calls do nothing. */
  finish(status?: RunEnd, end?: RunEndDetails): void;
}

/** Reports what an agent does. Nothing here throws, blocks or waits for the network; only `flush` and `shutdown` wait. */
export interface Reporter {
  startRun(options?: RunOptions): Run;
  /** Ends a run: the one given, else the one around the caller. */
  finishRun(status?: RunEnd, run?: Run): void;
  /** Runs a function as a step of the run around it, and reports how it ended and how long it took. */
  step<Result>(name: string, act: () => Result): Result;
  /** Reports a step that is over. */
  step(report: StepReport): void;
  llmCall(call: LlmCallReport): void;
  toolCall(call: ToolCallReport): void;
  event(event: OtherEvent): void;
  heartbeat(): void;
  /** The function, made to report: called by itself it is a run, inside a run a step. */
  instrument<Arguments extends unknown[], Result>(
    act: (...args: Arguments) => Result,
    name?: string,
  ): (...args: Arguments) => Result;
  /** The client, made to report its calls: Responses, Chat Completions and Embeddings, streams included. */
  wrapOpenAI<Client extends object>(client: Client, options?: { readonly provider?: string }): Client;
  /** The W3C header for a request made here; undefined outside of a run. */
  traceparent(): string | undefined;
  stats(): ReporterStats;
  /** Sends what waits, once. */
  flush(): Promise<void>;
  /** Sends what waits, for at most `shutdownMs`; what is reported later is dropped. */
  shutdown(timeoutMs?: number): Promise<void>;
}
