import { z } from "zod";

const Live = z.object({ status: z.literal("alive") }).meta({ id: "Live", examples: [{ status: "alive" }] });

const Ready = z
  .object({
    status: z.enum(["ready", "not_ready"]),
    degraded: z.array(z.string()).optional().describe("What does not work besides."),
  })
  .meta({ id: "Ready", examples: [{ status: "ready" }] });

const Health = z
  .object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    version: z.string(),
    uptime_seconds: z.int(),
    checks: z
      .record(z.string(), z.looseObject({ status: z.enum(["up", "degraded", "down"]), latency_ms: z.int() }))
      .describe("By name, each with figures of its own."),
  })
  .meta({ id: "Health" });

const Metrics = z
  .object({
    metrics: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        help: z.string(),
        samples: z.array(
          z.object({
            name: z.string().describe("With `_bucket`, `_sum` or `_count` for a histogram."),
            labels: z.record(z.string(), z.string()),
            value: z.number(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "Metrics" });

/** What is answered about the process itself. */
export const HealthSchema = { Live, Ready, Health, Metrics };
