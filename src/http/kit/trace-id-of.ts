import type { Request } from "express";
import { createTraceId, readTraceId } from "../../trace-context.ts";

const traceIds = new WeakMap<object, string>();

/** A request's trace id: the caller's (W3C `traceparent`) or a new one; always the same for a request. */
export function traceIdOf(request: Pick<Request, "headers">): string {
  const known = traceIds.get(request);
  if (known !== undefined) return known;
  const header = request.headers["traceparent"];
  const sent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(String(header ?? ""))?.[1];
  const traceId = (sent === undefined ? null : readTraceId(sent)) ?? createTraceId();
  traceIds.set(request, traceId);
  return traceId;
}
