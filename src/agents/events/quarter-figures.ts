import type { StoredAgentEvent } from "./agent-event.ts";

type Counted = Pick<
  StoredAgentEvent,
  "agentId" | "event" | "status" | "ts" | "tokensInput" | "tokensOutput" | "tokensCached" | "costNanoUsd"
>;

interface Figure {
  readonly name: string;
  /** Over rows of the event log. */
  readonly sql: string;
  /** What one event adds to it. */
  readonly of: (event: Counted) => number | bigint;
}

/** Which events count as what, in every figure about agents (docs/observability/metrics.md). */
const CALLS = "event in ('llm_call', 'tool_call')";
export const ATTEMPTS = "event in ('llm_call', 'tool_call', 'step') and status in ('success', 'error')";
const UNPRICED = "event = 'llm_call' and cost_nano_usd is null";

const isCall = ({ event }: Counted) => event === "llm_call" || event === "tool_call";
const isAttempt = (event: Counted) =>
  (isCall(event) || event.event === "step") && (event.status === "success" || event.status === "error");

/** The figures of `agent_quarters`, as SQL counts them and as this process does; a test holds the two to each other. */
export const FIGURES: readonly Figure[] = [
  { name: "events", sql: "count(*)", of: () => 1 },
  { name: "calls", sql: `count(*) filter (where ${CALLS})`, of: (event) => Number(isCall(event)) },
  { name: "attempts", sql: `count(*) filter (where ${ATTEMPTS})`, of: (event) => Number(isAttempt(event)) },
  {
    name: "failed_attempts",
    sql: `count(*) filter (where ${ATTEMPTS} and status = 'error')`,
    of: (event) => Number(isAttempt(event) && event.status === "error"),
  },
  {
    name: "errors",
    sql: "count(*) filter (where status = 'error')",
    of: ({ status }) => Number(status === "error"),
  },
  {
    name: "tokens_input",
    sql: "coalesce(sum(tokens_input), 0)",
    of: ({ tokensInput }) => tokensInput ?? 0,
  },
  {
    name: "tokens_output",
    sql: "coalesce(sum(tokens_output), 0)",
    of: ({ tokensOutput }) => tokensOutput ?? 0,
  },
  {
    name: "tokens_cached",
    sql: "coalesce(sum(tokens_cached), 0)",
    of: ({ tokensCached }) => tokensCached ?? 0,
  },
  {
    name: "cost_nano_usd",
    sql: "coalesce(sum(cost_nano_usd), 0)",
    of: ({ costNanoUsd }) => costNanoUsd ?? 0,
  },
  {
    name: "unpriced_calls",
    sql: `count(*) filter (where ${UNPRICED})`,
    of: ({ event, costNanoUsd }) => Number(event === "llm_call" && costNanoUsd === null),
  },
];

/** The quarter of an hour a time belongs to. */
export const QUARTER = "date_bin('15 minutes', ts, '2000-01-01T00:00:00Z')";
const QUARTER_MS = 15 * 60_000;

/** The figures of an agent in a quarter of an hour, in the order of `FIGURES`. */
export interface QuarterFigures {
  readonly agentId: string;
  readonly quarter: Date;
  readonly figures: readonly bigint[];
}

/** Counts events by agent and quarter of an hour, in the order in which their rows are locked. */
export function countQuarters(events: readonly Counted[]): QuarterFigures[] {
  const groups = Map.groupBy(
    events,
    ({ agentId, ts }) => `${Math.floor(ts.getTime() / QUARTER_MS)} ${agentId}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [
        {
          agentId: first.agentId,
          quarter: new Date(Math.floor(first.ts.getTime() / QUARTER_MS) * QUARTER_MS),
          figures: FIGURES.map(({ of }) => sum(group, of)),
        },
      ];
    })
    .sort(
      (one, other) =>
        one.quarter.getTime() - other.quarter.getTime() || (one.agentId < other.agentId ? -1 : 1),
    );
}

/** Costs are summed as bigints, since those of 1,000 events may exceed 2^53; the rest is quicker as numbers. */
function sum(events: readonly Counted[], of: Figure["of"]): bigint {
  let small = 0;
  let large = 0n;
  for (const event of events) {
    const added = of(event);
    if (typeof added === "bigint") large += added;
    else small += added;
  }
  return BigInt(small) + large;
}
