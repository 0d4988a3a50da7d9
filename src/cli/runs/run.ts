import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { Connection } from "../../database/connect.ts";
import { readCandidateFunnel } from "../../database/tenants/candidate-funnel-store.ts";
import { STAGES, type Stage } from "../../entities/stage-table.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import { VENDOR_NAMES } from "../../entities/vendor-table.ts";
import { dryRun } from "../../runner/planning/dry-run.ts";
import { type RunRequest, startRun } from "../../runner/planning/start-run.ts";
import { countJobs } from "../../runner/record/run-lease-store.ts";
import { startRunner } from "../../runner/start-runner.ts";
import { readList, readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { createProcessLogger } from "../kit/create-process-logger.ts";
import { EXIT_CODES } from "../kit/exit-codes.ts";
import { funnelSentence } from "../kit/render-funnel.ts";
import { toJson } from "../kit/to-json.ts";
import { terminalColumns, wrapText } from "../kit/wrap-text.ts";
import { createRunDisplay } from "./create-run-display.ts";
import { findRunId } from "./find-run-id.ts";
import { renderDryRun } from "./render-dry-run.ts";
import { watchRun } from "./watch-run.ts";

/** How long to wait for a run's evaluation after the run has ended. */
const EVALUATION_MS = 15_000;
const LOOK_EVERY_MS = 100;

interface RunOptions {
  readonly tenant: string;
  readonly dryRun?: true;
  readonly only?: string;
  readonly skip?: string;
  readonly skipVendors?: string;
  readonly cap?: string;
  readonly companyConcurrency?: string;
  readonly resume?: string;
  readonly json?: true;
}

/** `run`: starts a tenant's run and works on it, together with any other runners. */
export function registerRun(command: Command, context: CliContext): void {
  command
    .requiredOption("--tenant <id>", "whose run it is")
    .option("--dry-run", "say what it would do and cost; calls nobody, writes nothing")
    .option("--only <stages>", "these stages alone, with what they need; commas between")
    .option("--skip <stages>", "leave these out; commas between")
    .option("--skip-vendors <vendors>", "leave out the stages that call these; commas between")
    .option("--cap <n>", "the most companies")
    .option(
      "--company-concurrency <n>",
      "companies a runner works on at once, at most what its environment says",
    )
    .option(
      "--resume <run>",
      "resume a run that ended failed, degraded or cancelled: its id, its beginning, or latest",
    )
    .option("--json", "the result as JSON")
    .action(async (options: RunOptions) => {
      const wishes = {
        tenantId: options.tenant,
        trigger: "cli",
        ...(options.only !== undefined && { only: readStageList("--only", options.only) }),
        ...(options.skip !== undefined && { skip: readStageList("--skip", options.skip) }),
        ...(options.skipVendors !== undefined && {
          skipVendors: readVendorList("--skip-vendors", options.skipVendors),
        }),
        ...(options.cap !== undefined && { cap: readNumber("--cap", options.cap, 1) }),
        ...(options.companyConcurrency !== undefined && {
          companyConcurrency: readNumber("--company-concurrency", options.companyConcurrency, 1),
        }),
      } as const;
      await context.withConnection(async (connection, signal) => {
        const { database } = connection;
        const { resume } = options;
        const request: RunRequest =
          resume === undefined
            ? wishes
            : { ...wishes, resume: await findRunId(database, options.tenant, resume, "latest-ended") };
        const environment = context.environment();
        const funnel = await database.withTenant(options.tenant, (transaction) =>
          readCandidateFunnel(transaction, options.tenant),
        );
        if (options.dryRun) {
          const plan = await dryRun({ database, environment, clock: context.clock }, request);
          context.print(options.json ? toJson({ ...plan, funnel }) : renderDryRun(plan, funnel));
          return;
        }
        const { tenantId, runId } = await startRun({ database, environment, clock: context.clock }, request);
        context.note(`Run ${runId} of ${tenantId} has begun: ${funnelSentence(funnel)}.`);
        await workOn(context, connection, { tenantId, runId }, { signal, isJson: options.json === true });
      });
    });
}

/** Reads comma-separated stage names. */
export function readStageList(option: string, text: string): Stage[] {
  return readList(option, text, (word) => STAGES.find((stage) => stage === word) ?? null, STAGES.join(", "));
}

/** Reads comma-separated vendor names. */
export function readVendorList(option: string, text: string): VendorName[] {
  const read = (word: string) => VENDOR_NAMES.find((name) => name === word) ?? null;
  return readList(option, text, read, VENDOR_NAMES.join(", "));
}

/** Works on a run in this process until it has ended and was evaluated, and shows its progress. Sets the exit code. */
export async function workOn(
  context: CliContext,
  connection: Connection,
  run: { readonly tenantId: string; readonly runId: string },
  { signal, isJson }: { readonly signal: AbortSignal; readonly isJson: boolean },
): Promise<void> {
  const { database } = connection;
  const environment = context.environment();
  const display = createRunDisplay(run.tenantId, context.err);
  const logger = createProcessLogger(context, { name: "run", write: (line) => display.log(line) });
  // It ends with its run, so it must not start scheduled nights.
  const runner = await startRunner({
    connection,
    environment: { ...environment, SCHED_ENABLED: false },
    logger,
    clock: context.clock,
  });
  let ending: Awaited<ReturnType<typeof watchRun>>;
  try {
    ending = await watchRun(database, run, display, signal);
    const until = performance.now() + EVALUATION_MS;
    while (performance.now() < until) {
      if ((await database.withService((transaction) => countJobs(transaction, run.runId))) === 0) break;
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted)
      context.note(
        [
          `This process leaves run ${run.runId.slice(0, 8)}. The next runner goes on with it:`,
          "  node_modules/.bin/nightshift runner",
          "To end it instead:",
          `  node_modules/.bin/nightshift runs cancel ${run.runId.slice(0, 8)} --tenant ${run.tenantId}`,
        ].join("\n"),
      );
    throw error;
  } finally {
    await runner.stop();
    await logger.close();
  }
  const { status, reason } = ending;
  context.print(
    isJson
      ? JSON.stringify({ run_id: run.runId, tenant_id: run.tenantId, status, reason })
      : wrapText(`${status}: ${reason} (run ${run.runId})`, terminalColumns()),
  );
  if (status === "failed" || status === "cancelled") context.endWith(EXIT_CODES.runFailed.code);
}
