import { errorCode } from "../../../errors.ts";
import type { CheckResult, HealthCheck } from "../../ports/service-port.ts";

/** All is well, something that can wait is not, or the service cannot do its work. */
export type HealthStatus = "healthy" | "degraded" | "unhealthy";

export interface HealthReport {
  readonly status: HealthStatus;
  readonly checks: Readonly<Record<string, CheckResult & { readonly latencyMs: number }>>;
}

/** Longest a check may take before it counts as down, in milliseconds. */
export const CHECK_TIMEOUT_MS = 2000;

/** Asks all checks at once; one that throws or stays silent is down. */
export async function reportHealth(
  checks: readonly HealthCheck[],
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<HealthReport> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const started = performance.now();
      const result = await settle(check, timeoutMs);
      return { check, result: { ...result, latencyMs: Math.round(performance.now() - started) } };
    }),
  );
  return {
    status: healthStatus(
      results.map(({ check, result }) => ({ critical: check.critical, status: result.status })),
    ),
    checks: Object.fromEntries(results.map(({ check, result }) => [check.name, result])),
  };
}

/** The whole from its parts: unhealthy when something critical is down, degraded when anything is less than up. */
export function healthStatus(
  checks: readonly { critical: boolean; status: CheckResult["status"] }[],
): HealthStatus {
  if (checks.some(({ critical, status }) => critical && status === "down")) return "unhealthy";
  return checks.every(({ status }) => status === "up") ? "healthy" : "degraded";
}

async function settle(check: HealthCheck, timeoutMs: number): Promise<CheckResult> {
  const { promise: silence, resolve } = Promise.withResolvers<CheckResult>();
  const timer = setTimeout(resolve, timeoutMs, { status: "down", detail: { error_code: "timeout" } });
  try {
    return await Promise.race([check.check(), silence]);
  } catch (error) {
    return { status: "down", detail: { error_code: errorCode(error) } };
  } finally {
    clearTimeout(timer);
  }
}
