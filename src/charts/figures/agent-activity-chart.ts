import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";
import type { Unit } from "../format-figure.ts";

/** What each agent did on a day, by the agent's id. */
export interface AgentDay {
  readonly label: ChartLabel;
  readonly agents: Readonly<
    Record<string, { readonly runs: number; readonly tokens: number; readonly costUsd: number | null }>
  >;
}

const SHOWN = {
  runs: { title: "Runs of agents", unit: "count" },
  tokens: { title: "Tokens of agents", unit: "tokens" },
  costUsd: { title: "Cost of agents", unit: "usd" },
} as const satisfies Record<string, { title: string; unit: Unit }>;

/** More agents than this are hard to tell apart: the others are summed up. */
const MOST_NAMED = 5;

/** Runs, tokens or cost of agents, stacked, by day. The busiest are named, the others are one series. */
export function agentActivityChart(what: keyof typeof SHOWN, days: readonly AgentDay[]): Chart {
  const { title, unit } = SHOWN[what];
  const totals = new Map<string, number>();
  for (const { agents } of days) {
    for (const [agentId, day] of Object.entries(agents)) {
      totals.set(agentId, (totals.get(agentId) ?? 0) + (day[what] ?? 0));
    }
  }
  const ranked = [...totals].toSorted(([, one], [, other]) => other - one).map(([agentId]) => agentId);
  const named = ranked.slice(0, ranked.length > MOST_NAMED + 1 ? MOST_NAMED : ranked.length);
  const others = ranked.slice(named.length);
  const sum = (day: AgentDay, ids: readonly string[]) => {
    const values = ids.flatMap((agentId) => day.agents[agentId]?.[what] ?? []);
    return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
  };
  const bar = { unit, kind: "bar", stack: "agents" } as const;
  return createChart(
    { id: `agents-${what.toLowerCase()}`, title, description: "By agent and day.", labelName: "Day" },
    {
      labels: days.map(({ label }) => label),
      series: [
        ...named.map((agentId, colour) => ({
          ...bar,
          name: agentId,
          colour,
          values: days.map((day) => sum(day, [agentId])),
        })),
        ...(others.length === 0
          ? []
          : [
              {
                ...bar,
                name: `${others.length} others`,
                colour: 5,
                values: days.map((day) => sum(day, others)),
              },
            ]),
      ],
    },
  );
}
