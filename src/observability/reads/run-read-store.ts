import type { Transaction } from "../../database/database.ts";
import { EnrichmentRun } from "../../entities/enrichment-run.ts";
import { ExportGate } from "../../entities/export-gate.ts";
import { RunMetric } from "../../entities/run-metric.ts";
import { RunStageStat } from "../../entities/run-stage-stat.ts";
import { RunVendorUsage } from "../../entities/run-vendor-usage.ts";
import { STAGES } from "../../entities/stage-table.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { rollUpAgentRun } from "../figures/roll-up-agent-run-store.ts";
import type { NotedDegradation } from "./degradations.ts";
import type { CostForecast } from "./forecast-cost.ts";
import { forecastRun } from "./forecast-store.ts";
import { withLiveCost } from "./live-cost-store.ts";
import { listDegradations } from "./run-degradation-store.ts";

/** A run with all its figures; stages in pipeline order, vendors and metrics by name. */
export interface RunRecord {
  readonly run: EnrichmentRun;
  readonly stages: readonly RunStageStat[];
  readonly vendors: readonly RunVendorUsage[];
  readonly metrics: readonly RunMetric[];
  /** What it does worse than planned, in the order noted. */
  readonly degradations: readonly NotedDegradation[];
  /** Whether its leads may leave for Odoo; null when no gate had to decide that. */
  readonly gate: ExportGate | null;
  /** Its expected cost at the end; null once it has ended, and before it has stages. */
  readonly forecast: CostForecast | null;
}

/** The nightly pipeline's name among agents. */
export const NIGHTLY = "nightly";

/** Which runs to list, newest first: of all agents and with any status unless one is named; with `after`, those that began before that one. */
export interface RunQuery {
  readonly tenantId: string;
  readonly limit: number;
  readonly agentId?: string;
  readonly status?: RunStatus;
  readonly after?: { readonly startedAt: Date; readonly runId: string } | null;
}

export async function listRuns(
  transaction: Transaction,
  { tenantId, limit, agentId, status, after = null }: RunQuery,
): Promise<EnrichmentRun[]> {
  const query = transaction
    .getRepository(EnrichmentRun)
    .createQueryBuilder("run")
    .where("run.tenantId = :tenantId", { tenantId })
    .orderBy("run.startedAt", "DESC")
    .addOrderBy("run.runId", "DESC")
    .limit(limit);
  if (agentId !== undefined) query.andWhere("run.agentId = :agentId", { agentId });
  if (status !== undefined) query.andWhere("run.status = :status", { status });
  if (after !== null) query.andWhere("(run.startedAt, run.runId) < (:startedAt, :runId)", { ...after });
  return withLiveCost(transaction, await query.getMany());
}

export async function findRunRow(
  transaction: Transaction,
  tenantId: string,
  runId: string,
): Promise<EnrichmentRun | null> {
  return transaction.getRepository(EnrichmentRun).findOneBy({ tenantId, runId });
}

/**
 * What "latest" can mean among the nightly runs, whoever started them: to read, the newest that is not a rerun, or the
 * newest rerun; to cancel, the one in progress; to resume or rerun, the newest that has ended.
 */
const LATEST = {
  latest: "not run.manifest ? 'resumedFrom'",
  "latest-rerun": "run.manifest ? 'resumedFrom'",
  "latest-running": "run.status = 'running'",
  "latest-ended": "run.status <> 'running'",
} as const;
export type LatestRun = keyof typeof LATEST;

export function isLatestRun(reference: string): reference is LatestRun {
  return reference in LATEST;
}

/** Finds a run by one of the latest, by its id, or by the beginning of an id that is unique. Null if there is none. */
export async function findRunByReference(
  transaction: Transaction,
  tenantId: string,
  reference: string,
): Promise<EnrichmentRun | null> {
  if (isLatestRun(reference)) {
    return transaction
      .getRepository(EnrichmentRun)
      .createQueryBuilder("run")
      .where("run.tenantId = :tenantId and run.agentId = :agentId", { tenantId, agentId: NIGHTLY })
      .andWhere(LATEST[reference])
      .orderBy("run.startedAt", "DESC")
      .addOrderBy("run.runId", "DESC")
      .getOne();
  }
  if (!/^[0-9a-f-]{4,36}$/i.test(reference)) return null;
  const found = await transaction
    .getRepository(EnrichmentRun)
    .createQueryBuilder("run")
    .where("run.tenantId = :tenantId", { tenantId })
    .andWhere("cast(run.runId as text) like :prefix", { prefix: `${reference.toLowerCase()}%` })
    .limit(2)
    .getMany();
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** All figures of a run. An agent's run is counted from its events on request. */
export async function readRunRecord(transaction: Transaction, found: EnrichmentRun): Promise<RunRecord> {
  const key = { tenantId: found.tenantId, runId: found.runId };
  let run = found;
  if (run.agentId !== NIGHTLY) {
    await rollUpAgentRun(transaction, run);
    run = (await findRunRow(transaction, run.tenantId, run.runId)) ?? run;
  }
  const stages = await transaction.getRepository(RunStageStat).findBy(key);
  return {
    run,
    stages: stages.sort((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage)),
    vendors: await transaction.getRepository(RunVendorUsage).find({ where: key, order: { vendor: "ASC" } }),
    metrics: await transaction.getRepository(RunMetric).find({ where: key, order: { name: "ASC" } }),
    degradations: await listDegradations(transaction, run.runId),
    gate: await transaction.getRepository(ExportGate).findOneBy(key),
    forecast:
      run.agentId === NIGHTLY && run.status === "running" && stages.length > 0
        ? await forecastRun(transaction, key)
        : null,
  };
}
