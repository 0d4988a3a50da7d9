import type { Command } from "commander";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Connection } from "../../database/connect.ts";
import type { Database } from "../../database/database.ts";
import { listTenants } from "../../database/tenants/tenant-store.ts";
import { ConflictError, InvalidInputError } from "../../errors.ts";
import { listRuns, NIGHTLY } from "../../observability/reads/run-read-store.ts";
import { largestShare, RECONCILE_TOLERANCE } from "../../observability/reconcile/reconcile.ts";
import { type RunReconciliation, reconcileRun } from "../../observability/reconcile/reconcile-run.ts";
import { readMoment } from "../kit/arguments.ts";
import { EXIT_CODES, type ExitCode } from "../kit/exit-codes.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { findRunId } from "./find-run-id.ts";
import { reconcileVendors, renderVendorUsage } from "./reconcile-vendors.ts";

/** What the subcommand needs of the command line's context. */
export interface ReconcileContext {
  print(text: string): void;
  note(text: string): void;
  endWith(code: ExitCode): void;
  environment(): Environment;
  readonly clock: Clock;
  withConnection<Result>(
    work: (connection: Connection, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>;
}

interface Options {
  readonly tenant?: string;
  readonly run?: string;
  readonly vendors?: true;
  readonly since?: string;
  readonly json?: true;
}

/**
 * `reconcile`: compares the totals of runs with the events, the companies' outcomes and the vendor ledger; with `--vendors`
 * the ledger with the vendors' own counts.
 */
export function registerReconcile(command: Command, context: ReconcileContext): void {
  command
    .option("--tenant <id>", "of this tenant (all tenants)")
    .option("--run <run>", "its id, its beginning, or latest; without it, the latest that has ended")
    .option("--vendors", "compare the ledger of all tenants with what the vendors say they charged")
    .option("--since <time>", "with --vendors: since then (a day ago), e.g. 2030-12-31T01:00Z")
    .option("--json", "as JSON")
    .action(async ({ tenant, run, vendors, since, json }: Options) => {
      if (vendors === true) {
        if (tenant !== undefined || run !== undefined)
          throw new InvalidInputError("--vendors", "is about all tenants: leave out --tenant and --run");
        const moment = {
          now: context.clock(),
          since: since === undefined ? undefined : readMoment("--since", since),
        };
        const compared = await context.withConnection(({ database }) =>
          reconcileVendors(database, context.environment(), moment),
        );
        context.print(json ? toJson({ vendors: compared }) : renderVendorUsage(compared));
        if (compared.some(({ missing }) => missing > 0)) context.endWith(EXIT_CODES.unexpected.code);
        return;
      }
      if (since !== undefined) throw new InvalidInputError("--since", "needs --vendors");
      if (run !== undefined && tenant === undefined)
        throw new InvalidInputError("--run", "needs --tenant, whose run it is");
      const runs = await context.withConnection(({ database }) =>
        reconcileAll(database, tenant, run, (text) => context.note(text)),
      );
      if (json) context.print(toJson({ tolerance: RECONCILE_TOLERANCE, runs }));
      else for (const one of runs) context.print(render(one));
      if (runs.length === 0)
        context.note("No run has ended yet, so there is nothing to hold against anything.");
      if (runs.some(({ totals }) => totals.some(({ agrees }) => !agrees)))
        context.endWith(EXIT_CODES.unexpected.code);
    });
}

async function reconcileAll(
  database: Database,
  tenant: string | undefined,
  run: string | undefined,
  note: (text: string) => void,
): Promise<RunReconciliation[]> {
  if (tenant !== undefined && run !== undefined) {
    const runId = await findRunId(database, tenant, run);
    return [await reconcileRun(database, { tenantId: tenant, runId })];
  }
  const known = await listTenants(database);
  if (tenant !== undefined && !known.some(({ tenantId }) => tenantId === tenant))
    await findRunId(database, tenant, "latest"); // says which there are
  const found: RunReconciliation[] = [];
  for (const { tenantId } of known) {
    if (tenant !== undefined && tenant !== tenantId) continue;
    // A tenant has at most one run in progress, so one of the latest two has ended.
    const latest = await database.withTenant(tenantId, (transaction) =>
      listRuns(transaction, { tenantId, limit: 2, agentId: NIGHTLY }),
    );
    const ended = latest.find(({ status }) => status !== "running");
    if (ended === undefined) continue;
    try {
      found.push(await reconcileRun(database, { tenantId, runId: ended.runId }));
    } catch (error) {
      // Among all tenants, a long inactive one must not keep the others from being checked.
      if (!(error instanceof ConflictError) || tenant !== undefined) throw error;
      note(`${tenantId}: ${error.message}`);
    }
  }
  return found;
}

const SOURCES = { events: "events", company_outcomes: "outcomes", ledger: "ledger" } as const;

function render({ tenantId, runId, runDate, status, totals }: RunReconciliation): string {
  const off = totals.filter(({ agrees }) => !agrees).length;
  return [
    `${tenantId}, run ${runId} of ${runDate}, ${status}`,
    renderTable(
      ["SUBJECT", "TOTAL", "AGAINST", "STORED", "COUNTED", "DIFFERENCE", "SHARE", ""],
      totals.map((total) => [
        total.subject,
        total.figure,
        SOURCES[total.source],
        String(total.stored),
        String(total.counted),
        String(total.difference),
        percent(total.share),
        total.agrees ? "" : "off",
      ]),
    ),
    `${totals.length} totals, ${off} off by more than ${percent(RECONCILE_TOLERANCE)}, the largest by ${percent(largestShare(totals))}`,
  ].join("\n");
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}
