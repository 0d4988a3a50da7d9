import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { createEventPipe } from "./create-event-pipe.ts";
import type {
  Common,
  LlmCallReport,
  Reporter,
  ReporterOptions,
  Run,
  RunOptions,
  StepReport,
  ToolCallReport,
} from "./reporter.ts";
import { traceparent } from "./traceparent.ts";
import { wrapOpenAI } from "./wrap-openai.ts";

export type {
  Reporter,
  ReporterOptions,
  ReporterProblem,
  ReporterStats,
  Run,
  RunOptions,
} from "./reporter.ts";

/** Where the code that reports is: its run and the step, if any. */
interface Place {
  readonly run: Run;
  readonly stage: string | undefined;
  readonly spanId: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A reporter for one agent. Never throws: without url, key and agent it reports nothing, and says so once. */
export function createReporter(options: ReporterOptions = {}): Reporter {
  const pipe = createEventPipe(options);
  const places = new AsyncLocalStorage<Place>();

  function push(type: string, { runId, traceId, stage, ts, attributes }: Common, fields: Fields): void {
    const place = places.getStore();
    pipe.push({
      type,
      ts,
      run_id: runId ?? place?.run.runId,
      trace_id: traceId ?? place?.run.traceId,
      stage: stage ?? place?.stage,
      attributes,
      ...fields,
    });
  }

  function startRun({ runId = randomUUID(), ...wish }: RunOptions = {}): Run {
    const traceId = traceparent.readTraceId(wish.traceparent) ?? traceparent.createTraceId();
    const spanId = traceparent.createSpanId();
    const startedAt = performance.now();
    let isFinished = false;
    const run: Run = {
      runId,
      traceId,
      traceparent: traceparent.write(traceId, spanId),
      within: (act) => places.run({ run, stage: undefined, spanId }, act),
      finish(status = "succeeded", { errorCode, message, ts, durationMs } = {}) {
        if (isFinished) return;
        isFinished = true;
        const duration_ms = durationMs ?? performance.now() - startedAt;
        const fields = { status, duration_ms, error_code: errorCode, message, stage: undefined };
        push("run_finished", { runId, traceId, ts }, fields);
      },
    };
    const fields = { name: wish.name, stage: undefined };
    push("run_started", { runId, traceId, ts: wish.ts, attributes: wish.attributes }, fields);
    return run;
  }

  function runStep<Result>(name: string, act: () => Result): Result {
    const stage = name.slice(0, 64) || "step";
    const around = places.getStore();
    const startedAt = performance.now();
    const common: Common = { runId: around?.run.runId, traceId: around?.run.traceId, stage };
    const inside = () =>
      around === undefined
        ? act()
        : places.run({ run: around.run, stage, spanId: traceparent.createSpanId() }, act);
    return observe(inside, (errorCode) => {
      const status = errorCode === null ? "success" : "error";
      const fields = { status, duration_ms: performance.now() - startedAt };
      push("step", common, { ...fields, error_code: errorCode ?? undefined });
    });
  }

  function step<Result>(name: string, act: () => Result): Result;
  function step(report: StepReport): void;
  function step<Result>(what: string | StepReport, act?: () => Result): Result | undefined {
    if (typeof what === "string") return act === undefined ? undefined : runStep(what, act);
    const { status, durationMs, errorCode, message, name } = what;
    push("step", what, { status, duration_ms: durationMs, error_code: errorCode, message, name });
    return undefined;
  }

  function llmCall(call: LlmCallReport): void {
    const { status, provider, model, name, message } = call;
    push("llm_call", call, {
      ...{ status, provider, model, name, message },
      tokens_input: call.tokensInput,
      tokens_output: call.tokensOutput,
      tokens_cached: call.tokensCached,
      cost_usd: call.costUsd,
      duration_ms: call.durationMs,
      error_code: call.errorCode,
    });
  }

  function toolCall(call: ToolCallReport): void {
    const { status, provider, name, message, costUsd, durationMs, errorCode } = call;
    const figures = { cost_usd: costUsd, duration_ms: durationMs, error_code: errorCode };
    push("tool_call", call, { status, provider, name, message, ...figures });
  }

  /** A sign of life belongs to the agent, not to a run. */
  function heartbeat(): void {
    pipe.push({ type: "heartbeat" });
  }

  const { heartbeatSeconds = 0 } = options;
  const beat = heartbeatSeconds > 0 ? setInterval(heartbeat, heartbeatSeconds * 1_000).unref() : undefined;

  return {
    startRun,
    finishRun(status, run = places.getStore()?.run) {
      run?.finish(status);
    },
    step,
    llmCall,
    toolCall,
    event({ runId, traceId, stage, ts, attributes, type, ...fields }) {
      const { errorCode, ...rest } = { errorCode: undefined, ...fields };
      push(type, { runId, traceId, stage, ts, attributes }, { ...rest, error_code: errorCode });
    },
    heartbeat,
    instrument(act, name = act.name || "function") {
      return (...args) => {
        if (places.getStore() !== undefined) return runStep(name, () => act(...args));
        const run = startRun({ name: name.slice(0, 200) });
        return observe(
          () => run.within(() => act(...args)),
          (errorCode) => (errorCode === null ? run.finish() : run.finish("failed", { errorCode })),
        );
      };
    },
    wrapOpenAI: (client, { provider = "openai" } = {}) => wrapOpenAI(client, { provider, llmCall, toolCall }),
    traceparent() {
      const place = places.getStore();
      return place === undefined ? undefined : traceparent.write(place.run.traceId, place.spanId);
    },
    stats: pipe.stats,
    flush: pipe.flush,
    async shutdown(timeoutMs) {
      clearInterval(beat);
      await pipe.shutdown(timeoutMs);
    },
  };
}

/**
 * Runs a function and says how it ended: null, or the name of its error. What it returns, throws or rejects with goes on
 * to the caller.
 */
function observe<Result>(act: () => Result, end: (errorCode: string | null) => void): Result {
  try {
    const result = act();
    if (result instanceof Promise)
      result.then(
        () => end(null),
        (error: unknown) => end(codeOf(error)),
      );
    else end(null);
    return result;
  } catch (error) {
    end(codeOf(error));
    throw error;
  }
}

/** An error's code or name, never its message, which may hold what nobody should read. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return code.slice(0, 100) || "unknown";
}
