import type { Clock } from "../../clock.ts";
import type { DeliveryReport } from "../../messages/delivery-health.ts";

/** What one check found; `detail` holds figures worth showing, never names or addresses. */
export interface CheckResult {
  readonly status: "up" | "degraded" | "down";
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  /** What only the installation's operator sees: spend, and whatever names a tenant. */
  readonly ownDetail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Something the service depends on. When a critical check is down the service is unhealthy; when another is, degraded. */
export interface HealthCheck {
  readonly name: string;
  readonly critical: boolean;
  /** `/readyz` stays ready without it, and names it. */
  readonly isNamedWhenReady?: boolean;
  check(): Promise<CheckResult>;
}

export interface HttpLogger {
  info(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** The process itself: its clock and log, and how it is doing. */
export interface ServicePort {
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly version: string;
  readonly startedAt: Date;
  /** What unlocks the operator's part of `/health` and `/metrics`; null: nothing does. */
  readonly metricsToken: string | null;
  readonly healthChecks: readonly HealthCheck[];
  /** How messages reach people, over all tenants. */
  readDelivery(): Promise<DeliveryReport>;
}
