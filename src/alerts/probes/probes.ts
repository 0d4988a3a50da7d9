import { activeWorkers } from "./active-workers.ts";
import { backlog } from "./backlog.ts";
import { dailySpend } from "./daily-spend.ts";
import { diskSpace } from "./disk-space.ts";
import { eventPartitions } from "./event-partitions.ts";
import { failureRate } from "./failure-rate.ts";
import { fleetSuccess } from "./fleet-success.ts";
import { llmErrors } from "./llm-errors.ts";
import { messageLag } from "./message-lag.ts";
import { odooReachable } from "./odoo-reachable.ts";
import type { Probe } from "./probe.ts";
import { refusals } from "./refusals.ts";
import { refusedJobs } from "./refused-jobs.ts";
import { runbookProofs } from "./runbook-proofs.ts";
import { serviceHealth } from "./service-health.ts";
import { staleVerdicts } from "./stale-verdicts.ts";

/** Every probe, one per rule. PL-21 has none: without a database nothing can be recorded, see src/bot/outage/watch-database.ts. */
export const PROBES: readonly Probe[] = [
  eventPartitions,
  serviceHealth,
  llmErrors,
  dailySpend,
  activeWorkers,
  backlog,
  odooReachable,
  failureRate,
  messageLag,
  staleVerdicts,
  fleetSuccess,
  diskSpace,
  refusals,
  refusedJobs,
  runbookProofs,
];
