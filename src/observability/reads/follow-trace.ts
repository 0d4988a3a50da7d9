import type { Database } from "../../database/database.ts";
import { findSlackRequest, readTrace, type TraceStep } from "./trace-store.ts";

/** The way of a trace. */
export interface FollowedTrace {
  readonly traceId: string;
  readonly steps: readonly TraceStep[];
  /** Whether there are more steps than were asked for. */
  readonly isCut: boolean;
}

/** The way of a trace through one tenant, from the request or click to the messages. Without a step it is not the tenant's. */
export async function followTrace(
  database: Database,
  tenantId: string,
  { traceId, limit }: { readonly traceId: string; readonly limit: number },
): Promise<FollowedTrace> {
  const found = await database.withTenant(tenantId, (transaction) =>
    readTrace(transaction, tenantId, { traceId, limit: limit + 1 }),
  );
  if (found.length === 0) return { traceId, steps: [], isCut: false };
  const at = await database.withService((transaction) => findSlackRequest(transaction, traceId));
  const none = { detail: null, runId: null, stage: null, companyId: null, vendor: null };
  const request: TraceStep[] =
    at === null
      ? []
      : [{ at, kind: "slack_request", what: "received", ...none, durationMs: null, errorCode: null }];
  return { traceId, steps: [...request, ...found.slice(0, limit)], isCut: found.length > limit };
}
