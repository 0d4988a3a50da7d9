import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Database } from "../../database/database.ts";
import type { Logger } from "../../logger.ts";
import { saveTraceUrl } from "./trace-url-store.ts";
import { noTracing, type Tracing } from "./tracing.ts";

/** Traces to LangSmith if it is enabled and has a key; otherwise not at all. */
export async function createTracing(dependencies: {
  readonly database: Database;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Tracing> {
  const { database, environment, clock, logger } = dependencies;
  const isWanted = environment.LANGSMITH_TRACING || environment.LANGCHAIN_TRACING_V2;
  const apiKey = environment.LANGSMITH_API_KEY;
  if (!isWanted) return noTracing;
  if (apiKey === undefined) {
    logger.warn("tracing_without_key", { status: "skipped", errorMsg: "LANGSMITH_API_KEY is not set" });
    return noTracing;
  }
  // Loaded only when needed: the package takes a third of a second.
  const { createLangsmithTracing } = await import("./create-langsmith-tracing.ts");
  return createLangsmithTracing({
    settings: {
      apiKey,
      endpoint: environment.LANGSMITH_ENDPOINT,
      project: environment.LANGSMITH_PROJECT,
      hideInputs: environment.LANGSMITH_HIDE_INPUTS,
      hideOutputs: environment.LANGSMITH_HIDE_OUTPUTS,
    },
    saveUrl: (run, url) =>
      database.withTenant(run.tenantId, (transaction) => saveTraceUrl(transaction, run.runId, url)),
    clock,
    logger,
  });
}
