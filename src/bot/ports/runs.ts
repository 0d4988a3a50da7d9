import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";
import type { RunWish } from "../../entities/run-wish.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { NightComparison } from "../../observability/nights/compare-with-nights.ts";
import type { Night } from "../../observability/nights/night.ts";
import type { FollowedTrace } from "../../observability/reads/follow-trace.ts";
import type { RunRecord } from "../../observability/reads/run-read-store.ts";
import type { GateCard } from "../../qa/gate/gate-card.ts";

/** What a run would do and cost, in dollars. */
export interface RunEstimate {
  readonly companies: number;
  readonly stages: readonly Stage[];
  readonly costUsd: { readonly low: number; readonly expected: number; readonly high: number };
  /** Vendors whose share of the cost has no price. */
  readonly unpriced: readonly string[];
}

/** What somebody wants of the leads that a run's gate holds: to let them go but for `except`, or that they stay. */
export interface GateWish {
  readonly tenantId: string;
  readonly runId: string;
  readonly act: "release" | "hold";
  readonly except: readonly string[];
  readonly actor: string;
}

/** Estimates, starts and ends runs; whichever runner is free does the work. Refusals are NotFoundError, InvalidInputError and ConflictError. */
export interface RunCommands {
  estimate(wish: RunWish): Promise<RunEstimate>;
  start(wish: RunWish): Promise<{ readonly runId: string }>;
  /** Decides about the leads that a run's gate holds. */
  decideGate(wish: GateWish): Promise<unknown>;
  cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }): Promise<void>;
}

/** A run beside the nights before it. */
export interface RunHistory {
  readonly comparison: NightComparison;
  /** The run as the last of the nights before it, the oldest first. */
  readonly nights: readonly Night[];
}

/** What vendors did for a tenant lately. */
export interface VendorHistory {
  /** The newest nights that have ended, the oldest first. */
  readonly nights: readonly Night[];
  /** What each day of this month cost, in the tenant's zone; null for the days to come. */
  readonly month: readonly { readonly date: string; readonly costUsd: number | null }[];
}

/** A run with what was measured of it. */
export type RunStats = RunRecord;

/** The runs of tenants. */
export interface Runs extends RunCommands {
  /** A run by its id or the beginning of one, or the `latest`; null when there is none. */
  readStats(tenantId: string, reference: string): Promise<RunStats | null>;
  /** An ended run beside the nights before it; null while it is in progress, and for an agent's run. */
  readHistory(run: EnrichmentRun): Promise<RunHistory | null>;
  readVendors(tenantId: string): Promise<VendorHistory>;
  /** What is at a run's gate; null when it has none. */
  readGate(tenantId: string, runId: string): Promise<GateCard | null>;
  /** The newest runs, newest first. */
  list(tenantId: string, limit: number): Promise<readonly EnrichmentRun[]>;
  /** The traces of the tenant that an id, or the beginning of one, names. */
  findTraces(tenantId: string, reference: string): Promise<readonly string[]>;
  /** What happened to the tenant under a trace, in order; no steps when it knows none. */
  followTrace(
    tenantId: string,
    which: { readonly traceId: string; readonly limit: number },
  ): Promise<FollowedTrace>;
  /** What happened in a run, in order. */
  streamEvents(tenantId: string, runId: string): AsyncIterable<readonly RunEventLog[]>;
}
