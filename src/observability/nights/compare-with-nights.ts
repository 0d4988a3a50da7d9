import type { Night } from "./night.ts";

/** A figure of a night beside the same figure of the nights it is compared with; null where a night has none. */
export interface ComparedFigure {
  readonly name: string;
  readonly unit: "ms" | "usd" | "count" | "share";
  readonly own: number | null;
  /** Of the nights compared with; the lower one of two in the middle. Null without any. */
  readonly median: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** A night beside the nights before it. */
export interface NightComparison {
  /** Which nights: "last 14 nights", "last 4 Mondays", "night before"; null without one. */
  readonly nights: string | null;
  readonly figures: readonly ComparedFigure[];
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
/** Nights of the same weekday that are enough to compare with those alone. */
const ENOUGH_WEEKDAYS = 4;
/** The most nights that are compared with. */
const MOST_NIGHTS = 14;
/** Nights to read, so that four of the same weekday are among them. */
export const NIGHTS_TO_READ = 35;

/** A night beside those before it (the newest last): of the same weekday once there are four, else the last 14. */
export function compareWithNights(own: Night, earlier: readonly Night[]): NightComparison {
  const weekday = weekdayOf(own);
  const same = earlier.filter((night) => weekdayOf(night) === weekday);
  const isByWeekday = same.length >= ENOUGH_WEEKDAYS;
  const compared = (isByWeekday ? same : earlier).slice(-MOST_NIGHTS);
  const nights = nightWords(compared.length, isByWeekday ? `${WEEKDAYS[weekday]}s` : null);
  return {
    nights,
    figures: FIGURES.map(({ name, unit, read }) => {
      const sorted = compared
        .map(read)
        .filter((value) => value !== null)
        .toSorted((one, other) => one - other);
      return {
        name,
        unit,
        own: read(own),
        median: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
        lowest: sorted[0] ?? null,
        highest: sorted.at(-1) ?? null,
      };
    }),
  };
}

const FIGURES: readonly {
  readonly name: string;
  readonly unit: ComparedFigure["unit"];
  readonly read: (night: Night) => number | null;
}[] = [
  {
    name: "took",
    unit: "ms",
    read: ({ startedAt, endedAt }) => (endedAt === null ? null : endedAt.getTime() - startedAt.getTime()),
  },
  { name: "cost", unit: "usd", read: ({ costUsd }) => costUsd },
  { name: "companies", unit: "count", read: ({ metrics }) => metrics["candidates_selected"] ?? null },
  { name: "delivered", unit: "count", read: ({ metrics }) => metrics["shortlist_delivered"] ?? null },
  { name: "High", unit: "share", read: ({ metrics }) => metrics["bucket_share_high"] ?? null },
  { name: "failed", unit: "share", read: failedShare },
];

/** The share of the attempts of all stages that failed. */
function failedShare({ stages }: Night): number | null {
  const errors = stages.reduce((sum, { error }) => sum + error, 0);
  const all = stages.reduce((sum, { success, error }) => sum + success + error, 0);
  return all === 0 ? null : errors / all;
}

function nightWords(count: number, weekdays: string | null): string | null {
  if (count === 0) return null;
  if (weekdays !== null) return `last ${count} ${weekdays}`;
  return count === 1 ? "night before" : `last ${count} nights`;
}

/** From 0 (Sunday) to 6, of the night's date in the tenant's zone. */
function weekdayOf({ runDate }: Pick<Night, "runDate">): number {
  return new Date(`${runDate}T00:00:00Z`).getUTCDay();
}
