import type { Night } from "./night.ts";
import { pickNights } from "./pick-nights.ts";

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

/** Nights to read, so that four of the same weekday are among them. */
export const NIGHTS_TO_READ = 35;

/** A night beside those before it (the newest last): of the same weekday once there are four, else the last 14. */
export function compareWithNights(own: Night, earlier: readonly Night[]): NightComparison {
  const dated = earlier.map((night) => ({ night, weekday: weekdayOf(night) })).toReversed();
  const { nights: compared, words } = pickNights(weekdayOf(own), dated);
  return {
    nights: words,
    figures: FIGURES.map(({ name, unit, read }) => {
      const sorted = compared
        .map(({ night }) => read(night))
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

/** From 1 (Monday) to 7 (Sunday), of the night's date in the tenant's zone. */
function weekdayOf({ runDate }: Pick<Night, "runDate">): number {
  return new Date(`${runDate}T00:00:00Z`).getUTCDay() || 7;
}
