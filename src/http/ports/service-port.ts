import type { Clock } from "../../clock.ts";
import type { PoolUsage } from "../../database/role-pool.ts";
import type { DeliveryReport } from "../../messages/delivery-health.ts";
import type { Gauges } from "../../observability/metrics/gauge-store.ts";
import type { Meter } from "../../observability/metrics/meter.ts";
import type { MetricTotalRow } from "../../observability/metrics/metric-store.ts";

type Figure = string | number | boolean | null;

/** What one check found; `detail` holds figures worth showing, never names or addresses. */
export interface CheckResult {
  readonly status: "up" | "degraded" | "down";
  /** A `latency_ms` in it replaces the check's own. */
  readonly detail?: Readonly<Record<string, Figure | Readonly<Record<string, Figure>>>>;
  /** Shown only to the installation's operator: spend, and anything that names a tenant. */
  readonly ownDetail?: Readonly<Record<string, Figure>>;
}

/** Something the service depends on. When a critical check is down the service is unhealthy; when another is, degraded. */
export interface HealthCheck {
  readonly name: string;
  readonly critical: boolean;
  /** For `/readyz`: whether requests need it, or it is only reported. Absent: requests do not depend on it. */
  readonly whenReady?: "needed" | "named";
  check(): Promise<CheckResult>;
}

export interface HttpLogger {
  info(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** What is read from the database for `/metrics`. */
export interface MetricsReading {
  readonly totals: readonly MetricTotalRow[];
  readonly gauges: Gauges;
  /** How messages reach people. */
  readonly delivery: DeliveryReport;
}

/** The process itself: its clock, its log and its state. */
export interface ServicePort {
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly version: string;
  readonly startedAt: Date;
  /** The key to the operator's part of `/health` and `/metrics`; null: nobody can see it. */
  readonly metricsToken: string | null;
  readonly healthChecks: readonly HealthCheck[];
  /** Counts requests. */
  readonly meter: Meter;
  /** Everything that metrics show of the whole installation. */
  readMetrics(): Promise<MetricsReading>;
  /** The database connections of this process. */
  readPools(): readonly PoolUsage[];
}
