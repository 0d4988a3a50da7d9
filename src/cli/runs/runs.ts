import type { Command } from "commander";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { isUuid } from "../../entities/is-uuid.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import { listDeadLetters } from "../../observability/reads/dead-letter-read-store.ts";
import { findRunRow, listRuns, readRunRecord } from "../../observability/reads/run-read-store.ts";
import { createRunControl } from "../../runner/create-run-control.ts";
import { cancelRun } from "../../runner/ending/cancel-run.ts";
import { dryRun } from "../../runner/planning/dry-run.ts";
import { type RunRequest, startRun } from "../../runner/planning/start-run.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { findRunId } from "./find-run-id.ts";
import { renderDryRun } from "./render-dry-run.ts";
import { renderGate, renderRunRecord, renderRuns, runAsJson } from "./render-run.ts";
import { readStageList, readVendorList, workOn } from "./run.ts";

interface Common {
  readonly tenant: string;
  readonly json?: true;
}

interface RerunOptions extends Common {
  readonly stages?: string;
  readonly failed?: true;
  readonly skipVendors?: string;
  readonly cap?: string;
  readonly companyConcurrency?: string;
  readonly dryRun?: true;
}

interface GateOptions {
  readonly tenant: string;
  readonly release?: true;
  readonly hold?: true;
  readonly except?: string;
}

/** Ids of companies, commas between. */
function readCompanies(text: string | undefined): string[] {
  const ids = (text ?? "")
    .split(",")
    .map((id) => id.trim().toLowerCase())
    .filter((id) => id !== "");
  const odd = ids.find((id) => !isUuid(id));
  if (odd !== undefined) throw new InvalidInputError("--except", `${odd} is not the id of a company`);
  return ids;
}

/** `runs …`: shows, ends, resumes and repeats runs. */
export function registerRuns(runs: Command, context: CliContext): void {
  const show = (isJson: true | undefined, value: unknown, text: () => string) =>
    context.print(isJson ? toJson(value) : text());

  runs
    .command("list")
    .description("the latest runs of a tenant")
    .requiredOption("--tenant <id>")
    .option("--limit <n>", "how many", "20")
    .option("--json", "as JSON")
    .action(async (options: Common & { limit: string }) => {
      const limit = readNumber("--limit", options.limit, 1);
      const found = await context.withConnection(async ({ database }) => {
        await requireTenant(database, options.tenant);
        return database.withTenant(options.tenant, (transaction) =>
          listRuns(transaction, { tenantId: options.tenant, limit }),
        );
      });
      show(options.json, found.map(runAsJson), () => renderRuns(found));
    });

  runs
    .command("show")
    .description("a run with its stages and vendors")
    .argument("[run]", "its id, its beginning, latest (no rerun), or latest-rerun", "latest")
    .requiredOption("--tenant <id>")
    .option("--json", "as JSON")
    .action(async (reference: string, options: Common) => {
      const record = await context.withConnection(async ({ database }) => {
        const runId = await findRunId(database, options.tenant, reference);
        return database.withTenant(options.tenant, async (transaction) => {
          const run = await findRunRow(transaction, options.tenant, runId);
          if (run === null) throw new NotFoundError("run", runId);
          return readRunRecord(transaction, run);
        });
      });
      const { run, stages, vendors: usage, degradations, forecast } = record;
      const json = { ...runAsJson(run), stages, vendors: usage, degradations, forecast };
      context.print(options.json ? toJson(json) : renderRunRecord(record));
    });

  runs
    .command("cancel")
    .description("end a run; work on it stops within seconds, what was done is kept")
    .argument("<run>", "its id, its beginning, or latest: the one in progress")
    .requiredOption("--tenant <id>")
    .action(async (reference: string, options: Common) => {
      const runId = await context.withConnection(async ({ database }) => {
        const keepCorpora = context.environment().PERSIST_CRAWL_CORPUS;
        const found = await findRunId(database, options.tenant, reference, "latest-running");
        const request = { tenantId: options.tenant, runId: found, actor: CLI_ACTOR };
        await cancelRun({ database, clock: context.clock, keepCorpora }, request);
        return found;
      });
      context.print(`Cancelled run ${runId}.`);
    });

  runs
    .command("gate")
    .description("let the leads go that a run's export gate holds, or decide that they stay")
    .argument("<run>", "its id, its beginning, or latest")
    .requiredOption("--tenant <id>")
    .option("--release", "let them go; their export starts within a minute of a running runner")
    .option("--hold", "they stay until somebody lets them go")
    .option("--except <companies>", "with --release: ids of companies whose leads stay; commas between")
    .action(async (reference: string, options: GateOptions) => {
      if ((options.release === undefined) === (options.hold === undefined))
        throw new InvalidInputError("gate", "say either --release or --hold");
      const act = options.release ? "release" : "hold";
      const except = readCompanies(options.except);
      const gate = await context.withConnection(async ({ database }) => {
        const runId = await findRunId(database, options.tenant, reference);
        const control = createRunControl({
          database,
          environment: context.environment(),
          clock: context.clock,
        });
        return control.decideGate({ tenantId: options.tenant, runId, act, except, actor: CLI_ACTOR });
      });
      context.print(renderGate(gate));
    });

  runs
    .command("dead-letters")
    .description("companies that a run gave up")
    .argument("[run]", "its id, its beginning, latest (no rerun), or latest-rerun", "latest")
    .requiredOption("--tenant <id>")
    .option("--json", "as JSON")
    .action(async (reference: string, options: Common) => {
      const letters = await context.withConnection(async ({ database }) => {
        const runId = await findRunId(database, options.tenant, reference);
        return database.withTenant(options.tenant, (transaction) => listDeadLetters(transaction, runId));
      });
      show(options.json, letters, () =>
        letters.length === 0
          ? "None."
          : renderTable(
              ["STAGE", "COMPANY", "ERROR", "ATTEMPTS", "RETRIED", "WHAT"],
              letters.map((letter) => [
                letter.stage,
                letter.company,
                letter.errorCode,
                String(letter.attempts),
                letter.retriedAt?.toISOString() ?? "no",
                letter.errorMsg ?? "",
              ]),
            ),
      );
    });

  runs
    .command("rerun")
    .description("repeat stages of an ended run, or what failed in it and everything that depends on it")
    .argument("<run>", "its id, its beginning, or latest: the newest that has ended")
    .requiredOption("--tenant <id>")
    .option("--stages <stages>", "these stages, with what they need; commas between")
    .option("--failed", "only companies that failed (the default without --stages)")
    .option("--skip-vendors <vendors>", "leave out the stages that call these")
    .option("--cap <n>", "the most companies")
    .option("--company-concurrency <n>", "companies a runner works on at once")
    .option("--dry-run", "say what it would do and cost")
    .option("--json", "the result as JSON")
    .action(async (reference: string, options: RerunOptions) => {
      await context.withConnection(async (connection, signal) => {
        const { database } = connection;
        const runId = await findRunId(database, options.tenant, reference, "latest-ended");
        const request = rerunRequest(runId, options);
        const dependencies = { database, environment: context.environment(), clock: context.clock };
        if (options.dryRun) {
          const plan = await dryRun(dependencies, request);
          return show(options.json, plan, () => renderDryRun(plan, null));
        }
        const run = await startRun(dependencies, request);
        context.note(`Run ${run.runId} of ${run.tenantId} resumes run ${runId}.`);
        await workOn(context, connection, run, { signal, isJson: options.json === true });
      });
    });
}

function rerunRequest(runId: string, options: RerunOptions): RunRequest {
  return {
    tenantId: options.tenant,
    trigger: "cli",
    rerun: {
      runId,
      ...(options.stages !== undefined && { stages: readStageList("--stages", options.stages) }),
      ...(options.failed && { failedOnly: true }),
    },
    ...(options.skipVendors !== undefined && {
      skipVendors: readVendorList("--skip-vendors", options.skipVendors),
    }),
    ...(options.cap !== undefined && { cap: readNumber("--cap", options.cap, 1) }),
    ...(options.companyConcurrency !== undefined && {
      companyConcurrency: readNumber("--company-concurrency", options.companyConcurrency, 1),
    }),
  };
}
