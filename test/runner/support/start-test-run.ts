import { randomUUID } from "node:crypto";
import type { Clock } from "../../../src/clock.ts";
import type { Database } from "../../../src/database/database.ts";
import { createLogger, type RootLogger } from "../../../src/logger.ts";
import type { RunManifest } from "../../../src/runner/record/run-manifest.ts";
import type { RunRow } from "../../../src/runner/record/run-row.ts";
import { insertRun } from "../../../src/runner/record/run-store.ts";
import { createTraceId } from "../../../src/trace-context.ts";

/** Budgets nobody comes near, where a test says nothing else. */
export const WIDE: RunManifest["budgets"] = {
  tavilyQueries: 1_000_000,
  lushaLookups: 1_000_000,
  zerobounceVerifications: 1_000_000,
  openaiTokensPerDay: 1_000_000_000,
};

/** Writes a running run of a tenant, its stages all to come. */
export async function startTestRun(
  database: Database,
  tenantId: string,
  given: {
    readonly budgets?: Partial<RunManifest["budgets"]>;
    readonly manifest?: Partial<RunManifest>;
    readonly at?: Date;
  } = {},
): Promise<RunRow> {
  const startedAt = given.at ?? new Date();
  const run: RunRow = {
    tenantId,
    runId: randomUUID(),
    runDate: startedAt.toISOString().slice(0, 10),
    traceId: createTraceId(),
    status: "running",
    startedAt,
    manifest: {
      skip: [],
      cap: 100,
      candidateFloor: 0,
      openaiModel: "gpt-5-mini",
      version: "0.0.0",
      ...given.manifest,
      budgets: { ...WIDE, ...given.budgets },
    },
  };
  await database.withTenant(tenantId, (transaction) =>
    insertRun(transaction, { ...run, trigger: "cli", stages: [] }),
  );
  return run;
}

export function quietLogger(clock?: Clock): RootLogger {
  return createLogger({
    level: "error",
    write: () => undefined,
    ...(clock !== undefined && { clock }),
  });
}
