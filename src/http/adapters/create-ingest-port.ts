import { noteHeartbeat } from "../../agents/agent-store.ts";
import { createAgentRecorder } from "../../agents/create-agent-recorder.ts";
import type { Clock } from "../../clock.ts";
import { createRateLimiter } from "../../create-rate-limiter.ts";
import type { Database } from "../../database/database.ts";
import { createOtlpRecorder } from "../../otlp/create-otlp-recorder.ts";
import type { IngestPort } from "../ports/ingest-port.ts";

/** Writes what agents report to the event log. */
export function createIngestPort(world: {
  readonly database: Database;
  readonly clock: Clock;
  readonly requestsPerMinute: number;
  /** How large an OTLP request may be, before and after decompression. */
  readonly otlpMostBytes: number;
}): IngestPort {
  const { database, clock, requestsPerMinute, otlpMostBytes } = world;
  const recorder = createAgentRecorder({ database, clock });
  return {
    otlp: { ...createOtlpRecorder({ database, clock, recorder }), mostBytes: otlpMostBytes },
    record: (sender, events) => recorder.record(sender, events),
    beat: async ({ tenantId, boundTo }, agentId) =>
      (boundTo === null || boundTo.includes(agentId)) &&
      database.withTenant(tenantId, (transaction) => noteHeartbeat(transaction, tenantId, agentId, clock())),
    admit: createRateLimiter(requestsPerMinute, clock),
  };
}
