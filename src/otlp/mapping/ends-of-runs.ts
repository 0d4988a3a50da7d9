import type { MappedSpan } from "./map-span.ts";

/** How the outermost spans of a trace end an agent's run of it. */
export interface TraceEnd {
  readonly traceId: string;
  readonly agentId: string;
  readonly isFailed: boolean;
  readonly reason: string | null;
  readonly startedAt: Date;
  readonly at: Date;
  readonly isRoot: boolean;
}

/** One end for each run that these spans are the outermost of: a root's word goes before an entry's, a failure before success, the later time counts. */
export function endsOfRuns(spans: readonly MappedSpan[]): readonly TraceEnd[] {
  const ends = new Map<string, TraceEnd>();
  for (const { place, traceId, agentId, isError, reason, startedAt, endedAt } of spans) {
    if (place === "inner") continue;
    const key = `${agentId} ${traceId}`;
    const end = {
      traceId,
      agentId,
      isFailed: isError,
      reason,
      startedAt,
      at: endedAt,
      isRoot: place === "root",
    };
    const known = ends.get(key);
    ends.set(key, known === undefined ? end : join(known, end));
  }
  return [...ends.values()];
}

function join(one: TraceEnd, other: TraceEnd): TraceEnd {
  if (one.isRoot !== other.isRoot) return one.isRoot ? one : other;
  const failed = [one, other].find(({ isFailed }) => isFailed) ?? one;
  const startedAt = new Date(Math.min(one.startedAt.getTime(), other.startedAt.getTime()));
  return { ...failed, startedAt, at: new Date(Math.max(one.at.getTime(), other.at.getTime())) };
}
