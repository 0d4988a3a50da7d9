import { redactValue } from "../../redaction.ts";
import type { RunIdentity } from "../events/run-event.ts";

/** How to reach LangSmith, and what it may be sent. */
export interface LangsmithSettings {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly project: string;
  readonly hideInputs: boolean;
  readonly hideOutputs: boolean;
}

export type TracedRun = RunIdentity & { readonly startedAt: Date };

/** How a call to a language model ended. */
export interface ToldCall {
  readonly error?: string;
  readonly outputs?: object;
  readonly usage?: object;
}

/** One attempt at a language model call, in LangSmith's format: a child of the run's trace. */
export function langsmithCall(
  settings: LangsmithSettings,
  run: TracedRun,
  call: {
    readonly id: string;
    readonly operation: string;
    readonly stage: string;
    readonly companyId: string | null;
    readonly startedAt: Date;
    readonly endedAt: Date;
    readonly inputs: (() => object) | undefined;
    readonly told: ToldCall;
  },
) {
  const { id, startedAt, told } = call;
  return {
    id,
    trace_id: run.runId,
    parent_run_id: run.runId,
    dotted_order: `${rootOf(run).dotted_order}.${placeOf(startedAt, id)}`,
    name: call.operation,
    run_type: "llm",
    project_name: settings.project,
    inputs: settings.hideInputs ? {} : redactValue({ ...call.inputs?.() }),
    outputs: settings.hideOutputs ? {} : redactValue({ ...told.outputs }),
    start_time: startedAt.getTime(),
    end_time: call.endedAt.getTime(),
    ...(told.error !== undefined && { error: told.error }),
    extra: {
      metadata: { stage: call.stage, company_id: call.companyId, run_id: run.runId, ...told.usage },
    },
  };
}

/** The root of a run's trace, the same in every process. */
export function rootOf({ runId, startedAt }: TracedRun) {
  return { id: runId, trace_id: runId, dotted_order: placeOf(startedAt, runId) };
}

/** LangSmith's sort key of a run within its trace: the time to the microsecond, and the id. */
function placeOf(at: Date, id: string): string {
  return `${at.toISOString().slice(0, -1).replaceAll(/[-:.]/g, "")}001Z${id}`;
}
