import { activeWorkers } from "./probes/active-workers.ts";
import { backlog } from "./probes/backlog.ts";
import { dailySpend } from "./probes/daily-spend.ts";
import { diskSpace } from "./probes/disk-space.ts";
import { failureRate } from "./probes/failure-rate.ts";
import { fleetSuccess } from "./probes/fleet-success.ts";
import { llmErrors } from "./probes/llm-errors.ts";
import { messageLag } from "./probes/message-lag.ts";
import { odooReachable } from "./probes/odoo-reachable.ts";
import type { Probe } from "./probes/probe.ts";
import { serviceHealth } from "./probes/service-health.ts";
import { staleVerdicts } from "./probes/stale-verdicts.ts";

/** Every probe, one a rule. PL-21 has none: without a database nothing is kept, see src/bot/watch-database.ts. */
export const PROBES: readonly Probe[] = [
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
];
