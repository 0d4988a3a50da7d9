import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "langsmith";
import type { Charge } from "../../charge.ts";
import type { Clock } from "../../clock.ts";
import { errorCode } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import type { RunIdentity } from "../events/run-event.ts";
import { createTraceFetch } from "./create-trace-fetch.ts";
import {
  type LangsmithSettings,
  langsmithCall,
  rootOf,
  type ToldCall,
  type TracedRun,
} from "./langsmith-call.ts";
import type { Tracing } from "./tracing.ts";

/** Saves the URL of a run's trace; false if another process has already saved it. */
export type SaveTraceUrl = (run: RunIdentity, url: string) => Promise<boolean>;

const TIMEOUT_MS = 10_000;
const CLOSE_WITHIN_MS = 5_000;
const MEMORY_BYTES = 16 * 1024 * 1024;

/**
 * Traces runs to LangSmith: one trace per run, with a child for each attempt at a language model call, in batches and in
 * the background. https://docs.smith.langchain.com/reference/js
 */
export function createLangsmithTracing(dependencies: {
  readonly settings: LangsmithSettings;
  readonly saveUrl: SaveTraceUrl;
  readonly clock: Clock;
  readonly logger: Logger;
}): Tracing {
  const { settings, saveUrl, clock, logger } = dependencies;
  const client = new Client({
    apiKey: settings.apiKey,
    apiUrl: settings.endpoint,
    hideInputs: settings.hideInputs,
    hideOutputs: settings.hideOutputs,
    omitTracedRuntimeInfo: true,
    timeout_ms: TIMEOUT_MS,
    maxIngestMemoryBytes: MEMORY_BYTES,
    callerOptions: { maxRetries: 2 },
    fetchImplementation: createTraceFetch((status) =>
      sayFailed({
        errorCode: "traces_lost",
        errorMsg: `LangSmith ${status === null ? "did not answer" : `answered HTTP ${status}`}: some of the traces are lost`,
      }),
    ),
  });
  const pending = new Set<Promise<void>>();
  let project: Promise<string> | undefined;
  let hasFailed = false;

  /** Logs only the first failure. */
  function sayFailed(fields: { readonly errorCode: string; readonly errorMsg: string }): void {
    if (!hasFailed) logger.warn("tracing_failed", { status: "error", ...fields });
    hasFailed = true;
  }

  /** Works in the background; never throws. */
  function quietly(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => sayFailed(errorFields(error)))
      .finally(() => pending.delete(done));
    pending.add(done);
  }

  /** The page of our project, which is created if missing. Failures are not cached. */
  function projectUrl(): Promise<string> {
    project ??= client
      .createProject({ projectName: settings.project, upsert: true })
      .then(({ id }) => client.getProjectUrl({ projectId: id }));
    project.catch(() => {
      project = undefined;
    });
    return project;
  }

  /** False if LangSmith cannot be reached now: then nothing more is sent for the run. */
  function begin(run: TracedRun): Promise<boolean> {
    const begun = Promise.withResolvers<boolean>();
    quietly(async () => {
      try {
        await sendRoot(run);
        begun.resolve(true);
      } finally {
        begun.resolve(false);
      }
    });
    return begun.promise;
  }

  async function sendRoot(run: TracedRun): Promise<void> {
    const url = `${await projectUrl()}/r/${run.runId}?poll=true`;
    // Only the process that saved the URL creates the run in LangSmith.
    if (!(await saveUrl(run, url))) return;
    await client.createRun({
      ...rootOf(run),
      name: "night",
      run_type: "chain",
      project_name: settings.project,
      inputs: {},
      start_time: run.startedAt.getTime(),
      extra: { metadata: { tenant_id: run.tenantId, run_id: run.runId, trace_id: run.traceId } },
    });
  }

  return {
    open(run) {
      const begun = begin(run);
      return {
        async llmCall({ stage, companyId, operation, inputs }, work) {
          const startedAt = clock();
          const send = (told: ToldCall) => {
            const call = { id: randomUUID(), operation, stage, companyId, startedAt, endedAt: clock() };
            quietly(async () => {
              if (await begun)
                await client.createRun(langsmithCall(settings, run, { ...call, inputs, told }));
            });
          };
          try {
            const result = await work();
            send({ outputs: { value: result.value }, usage: usageOf(result.charge) });
            return result;
          } catch (error) {
            // A message may repeat the prompt, so only the code is sent. A call that was never made is not traced.
            const code = errorCode(error);
            if (code !== "budget_spent") send({ error: code });
            throw error;
          }
        },
        end() {
          const { id, ...place } = rootOf(run);
          const endedAt = clock();
          quietly(async () => {
            if (await begun) await client.updateRun(id, { ...place, end_time: endedAt.getTime() });
          });
        },
      };
    },
    async close() {
      const deadline = new AbortController();
      await Promise.race([
        (async () => {
          await Promise.all(pending);
          await client.awaitPendingTraceBatches();
        })().catch((error: unknown) => sayFailed(errorFields(error))),
        sleep(CLOSE_WITHIN_MS, undefined, { signal: deadline.signal, ref: false }).then(
          () => {
            const errorMsg = `LangSmith at ${settings.endpoint} did not answer in time: what it had not taken yet is lost`;
            sayFailed({ errorCode: "tracing_unfinished", errorMsg });
          },
          () => undefined,
        ),
      ]);
      deadline.abort();
    },
  };
}

function usageOf(charge: Charge): object {
  if (charge.unit !== "token") return {};
  return {
    ls_provider: "openai",
    ls_model_name: charge.model,
    usage_metadata: {
      input_tokens: charge.inputTokens,
      output_tokens: charge.outputTokens,
      total_tokens: charge.inputTokens + charge.outputTokens,
      input_token_details: { cache_read: charge.cachedInputTokens },
    },
  };
}
