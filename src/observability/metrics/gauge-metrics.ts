import type { PoolUsage } from "../../database/role-pool.ts";
import { SEVERITIES } from "../../entities/vocabulary.ts";
import type { Gauges } from "./gauge-store.ts";
import type { PrometheusMetric } from "./prometheus-metric.ts";

/** How things stand, as metrics. */
export function gaugeMetrics({ jobs, alertsOpen, ...counts }: Gauges): PrometheusMetric[] {
  const openOf = (severity: string) => alertsOpen.find((one) => one.severity === severity)?.count ?? 0;
  return [
    gauge("nightshift_jobs_queued", "Jobs that are due and not begun.", jobs.queued + jobs.unsent),
    gauge("nightshift_jobs_active", "Jobs in progress.", jobs.active),
    gauge(
      "nightshift_jobs_failed_last_day",
      "Jobs of the last day that ran out of retries.",
      jobs.failedLastDay,
    ),
    gauge("nightshift_runs_active", "Runs in progress, of nights and of agents.", counts.runsActive),
    gauge("nightshift_qa_samples_pending", "QA samples that wait for a verdict.", counts.samplesPending),
    {
      name: "nightshift_alerts_open",
      help: "Alerts that fire or are acknowledged, by severity.",
      type: "gauge",
      samples: SEVERITIES.map((severity) => ({ labels: { severity }, value: openOf(severity) })),
    },
    {
      name: "nightshift_workers_active",
      help: "Processes with a heartbeat in the last minute, by kind.",
      type: "gauge",
      samples: [
        { labels: { kind: "runner" }, value: counts.runnersAlive },
        { labels: { kind: "bot" }, value: counts.botsAlive },
      ],
    },
    gauge("nightshift_tenants_active", "Active tenants.", counts.activeTenants),
  ];
}

/** This process's connections to the database. */
export function poolMetrics(pools: readonly PoolUsage[]): PrometheusMetric[] {
  return [
    {
      name: "nightshift_database_connections",
      help: "Connections of this process to the database, by role and state.",
      type: "gauge",
      samples: pools.flatMap(({ role, active, idle }) => [
        { labels: { role, state: "active" }, value: active },
        { labels: { role, state: "idle" }, value: idle },
      ]),
    },
    {
      name: "nightshift_database_connections_most",
      help: "The most connections of this process for ordinary statements, by role.",
      type: "gauge",
      samples: pools.map(({ role, max }) => ({ labels: { role }, value: max })),
    },
    {
      name: "nightshift_database_connections_waited_for",
      help: "Statements of this process that wait for a connection, by role.",
      type: "gauge",
      samples: pools.map(({ role, waiting }) => ({ labels: { role }, value: waiting })),
    },
  ];
}

function gauge(name: string, help: string, value: number): PrometheusMetric {
  return { name, help, type: "gauge", samples: [{ labels: {}, value }] };
}
