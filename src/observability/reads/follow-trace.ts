import type { Database } from "../../database/database.ts";
import { findSlackRequest, findTraceIds, readTrace, type TraceStep } from "./trace-store.ts";

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

/** The traces of a tenant that a reference names (`readTraceReference`): the whole id as it is, else those that begin so. */
export async function findTraces(database: Database, tenantId: string, reference: string): Promise<string[]> {
  if (reference.length === TRACE_ID_LENGTH) return [reference];
  return database.withTenant(tenantId, (transaction) =>
    findTraceIds(transaction, tenantId, { beginning: reference, limit: MOST_ALIKE }),
  );
}

const TRACE_ID_LENGTH = 32;
/** How many are named where a beginning is that of several. */
const MOST_ALIKE = 5;
