import type { Command } from "commander";
import { STAGES } from "../entities/vocabulary.ts";
import { InvalidInputError } from "../errors.ts";
import { readStages } from "../runner/run-manifest.ts";
import { startRun } from "../runner/start-run.ts";
import { startRunner } from "../runner/start-runner.ts";
import { withClosing } from "./closing.ts";
import type { CliContext } from "./context.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { createProcessLogger } from "./services.ts";
import { watchRun } from "./watch-run.ts";

interface RunOptions {
  readonly tenant: string;
  readonly cap?: string;
  readonly skip?: string;
  readonly json?: true;
}

/** `run`: one night for one tenant, now, worked on by this process and by any other runner there is. */
export function registerRun(program: Command, context: CliContext): void {
  program
    .command("run")
    .description("run a tenant's night now, and wait for its end")
    .requiredOption("--tenant <id>", "whose night")
    .option("--cap <number>", "the most companies it may take")
    .option("--skip <stages>", `stages to leave out, of ${STAGES.join(", ")}`)
    .option("--json", "the outcome as JSON")
    .action((options: RunOptions) =>
      context.withConnection((connection, signal) =>
        withClosing(async (closing) => {
          const environment = context.environment();
          const logger = createProcessLogger(context);
          const { clock } = context;
          closing.defer(() => logger.close());
          const { database } = connection;
          const request = {
            tenantId: options.tenant,
            trigger: "cli",
            ...(options.cap !== undefined && { cap: readCap(options.cap) }),
            ...(options.skip !== undefined && { skip: readStages("--skip", options.skip) }),
          } as const;
          const run = await startRun({ database, environment, clock }, request);
          context.note(`Run ${run.runId} of ${run.tenantId}:`);
          // It ends with its run, so it must not begin the nights of schedules.
          const runner = await startRunner({
            connection,
            environment: { ...environment, SCHED_ENABLED: false },
            logger,
            clock,
          });
          closing.defer(() => runner.stop());
          const ending = await watchRun(database, run, process.stderr, signal);
          context.print(
            options.json
              ? JSON.stringify({ run_id: run.runId, tenant_id: run.tenantId, ...ending })
              : `${ending.status}: ${ending.reason} (run ${run.runId})`,
          );
          if (ending.status === "failed") context.endWith(EXIT_CODES.runFailed.code);
        }),
      ),
    );
}

function readCap(text: string): number {
  const cap = Number(text);
  if (!Number.isInteger(cap) || cap < 1)
    throw new InvalidInputError("--cap", "must be a whole number from 1");
  return cap;
}
